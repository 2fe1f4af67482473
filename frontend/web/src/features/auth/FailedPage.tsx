/** Where a provider's sign-in ends when it was refused or broken off. */
import { useSearchParams } from 'react-router';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../../ui/Button';
import { DoorCard } from './DoorCard';

function FailedPage() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const isDenied = (search.get('reason') ?? search.get('error') ?? '').includes('denied');
  return (
    <DoorCard title={t('auth.failed.title')} lead={t(isDenied ? 'auth.failed.denied' : 'auth.failed.body')}>
      <ButtonLink href="/sign-in" wide>
        {t('auth.failed.back')}
      </ButtonLink>
    </DoorCard>
  );
}

export { FailedPage as Component };
