/** Leaving for now, or for good. */
import { useState } from 'react';
import { useMutation } from '@tanstack/react-query';
import { LogOut } from 'lucide-react';
import { useSearchParams } from 'react-router';
import { useTranslation } from 'react-i18next';
import { signOut, unsentCount } from '../../lib/account';
import { later } from '../../lib/later';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { RETURN_PARAM } from './leaving';
import css from './Settings.module.css';

const UnsentDialog = later(async () => (await import('./UnsentDialog')).UnsentDialog);
const DeleteDialog = later(async () => (await import('./DeleteDialog')).DeleteDialog);

export function AccountSection() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const [isDeleting, setDeleting] = useState(search.has(RETURN_PARAM));
  const [unsent, setUnsent] = useState(0);
  const leave = useMutation({ mutationFn: signOut });
  const ask = useMutation({
    mutationFn: unsentCount,
    onSuccess: (count) => (count === 0 ? leave.mutate() : setUnsent(count)),
  });
  const close = () => {
    setDeleting(false);
    setSearch({}, { replace: true });
  };
  return (
    <Card title={t('settings.account.title')}>
      <div className={css.actions}>
        <Button variant="soft" icon={<LogOut size={18} strokeWidth={1.7} aria-hidden />} isPending={ask.isPending || leave.isPending} onPress={() => ask.mutate()}>
          {t('settings.account.signOut')}
        </Button>
      </div>
      <div className={css.farewell}>
        <p>{t('settings.account.deleteLead')}</p>
        <Button variant="dangerSoft" size="s" onPress={() => setDeleting(true)}>
          {t('settings.account.delete')}
        </Button>
      </div>
      {unsent > 0 && <UnsentDialog count={unsent} isLeaving={leave.isPending} onLeave={() => leave.mutate()} onStay={() => setUnsent(0)} />}
      {isDeleting && <DeleteDialog onClose={close} />}
    </Card>
  );
}
