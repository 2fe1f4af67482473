/** The ways in through someone else's door. */
import { useSuspenseQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { sessionQuery } from '../../lib/account';
import { ProviderMark, providerName } from '../../ui/ProviderMark';
import { doorCss as css } from './DoorCard';

export function Providers({ next }: { next: string }) {
  const { t } = useTranslation();
  const { providers } = useSuspenseQuery(sessionQuery).data;
  if (providers.length === 0) return null;
  return (
    <>
      <p className={css.or}>{t('auth.or')}</p>
      <ul className={css.providers}>
        {providers.map((provider) => (
          <li key={provider}>
            <a className={css.provider} href={`/v1/auth/authorize/${encodeURIComponent(provider)}?return_to=${encodeURIComponent(next)}`} aria-label={t('auth.continueWith', { provider: providerName(provider) })}>
              <ProviderMark provider={provider} />
              {providerName(provider)}
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}
