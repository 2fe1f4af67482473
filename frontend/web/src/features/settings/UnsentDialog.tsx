/** Asks before a sign-out that would lose what this device has not been able to send. */
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';

type Props = { count: number; isLeaving: boolean; onLeave: () => void; onStay: () => void };

export function UnsentDialog({ count, isLeaving, onLeave, onStay }: Props) {
  const { t } = useTranslation();
  const footer = (
    <>
      <Button variant="soft" onPress={onStay} autoFocus>
        {t('settings.unsent.stay')}
      </Button>
      <Button variant="danger" isPending={isLeaving} onPress={onLeave}>
        {t('settings.unsent.leave')}
      </Button>
    </>
  );
  return (
    <Dialog role="alertdialog" title={t('settings.unsent.title', { count })} isOpen onClose={onStay} footer={footer}>
      <p>{t('settings.unsent.body')}</p>
    </Dialog>
  );
}
