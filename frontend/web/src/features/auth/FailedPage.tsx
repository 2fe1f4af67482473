/** Where a provider's sign-in ends when it was refused or broken off. */
import { useSearchParams } from 'react-router';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../../ui/Button';
import { DoorCard } from './DoorCard';

/** The API's plain words for why; every other one gets the general text. */
const reasons = new Map<string | null, 'denied' | 'expired' | 'otherAccount'>([
  ['denied', 'denied'],
  ['expired', 'expired'],
  ['other-account', 'otherAccount'],
]);

function FailedPage() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const reason = reasons.get(search.get('reason')) ?? 'body';
  return (
    <DoorCard title={t('auth.failed.title')} lead={t(`auth.failed.${reason}`)}>
      <ButtonLink href="/sign-in" wide>
        {t('auth.failed.back')}
      </ButtonLink>
    </DoorCard>
  );
}

export { FailedPage as Component };
