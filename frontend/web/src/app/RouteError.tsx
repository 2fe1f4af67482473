/** What is shown when an address leads nowhere or a page could not be opened. */
import { isRouteErrorResponse, useRevalidator, useRouteError } from 'react-router';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../ui/Button';
import { ErrorState } from '../ui/States';
import { Scene } from '../ui/Scene';
import { useTitle } from '../ui/Page';
import css from './RouteError.module.css';

export function RouteError({ inside = false }: { inside?: boolean }) {
  const error = useRouteError();
  const { revalidate } = useRevalidator();
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFoundPage />;
  const retry = () => (isStaleChunk(error) ? location.reload() : void revalidate());
  const state = <ErrorState error={error} onRetry={retry} />;
  return inside ? state : <main className={css.alone}>{state}</main>;
}

/** After a release, an open tab may ask for files that are gone; a reload brings the new ones. */
function isStaleChunk(error: unknown): boolean {
  return error instanceof TypeError && /dynamically imported module|Importing a module/.test(error.message);
}

export function NotFoundPage() {
  const { t } = useTranslation();
  useTitle(t('errors.notFoundTitle'));
  return (
    <main className={css.lost}>
      <Scene seed={29} />
      <div className={css.words}>
        <h1>{t('errors.notFoundTitle')}</h1>
        <p>{t('errors.notFound')}</p>
        <ButtonLink href="/" variant="paper">
          {t('errors.home')}
        </ButtonLink>
      </div>
    </main>
  );
}
