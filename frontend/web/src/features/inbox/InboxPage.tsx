/** The page at /inbox: everything one was told, newest first; opening a message marks it as read in every tab. */
import { CheckCheck, Target } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button, ButtonLink } from '../../ui/Button';
import { Page } from '../../ui/Page';
import { EmptyState, ErrorState, Skeleton, Waiting } from '../../ui/States';
import { MessageRow } from './MessageRow';
import { useInbox } from './useInbox';
import css from './Inbox.module.css';

function Loading() {
  return (
    <Waiting>
      <div className={css.list}>
        {[0, 1, 2, 3].map((i) => (
          <Skeleton key={i} height={88} />
        ))}
      </div>
    </Waiting>
  );
}

function InboxPage() {
  const { t } = useTranslation();
  const inbox = useInbox();
  const readAll = inbox.unread > 0 && (
    <Button variant="soft" size="s" icon={<CheckCheck size={17} strokeWidth={1.8} aria-hidden />} isPending={inbox.isReadingAll} onPress={inbox.readAll}>
      {t('inbox.readAll')}
    </Button>
  );
  const first = (
    <ButtonLink href="/goals" variant="soft" icon={<Target size={18} strokeWidth={1.7} aria-hidden />}>
      {t('inbox.toGoals')}
    </ButtonLink>
  );
  return (
    <Page title={t('inbox.title')} kicker={t('inbox.unread', { count: inbox.unread })} actions={readAll}>
      {inbox.isPending && <Loading />}
      {inbox.isMissing && <ErrorState error={inbox.error} onRetry={inbox.retry} />}
      {inbox.isEmpty && <EmptyState title={t('inbox.emptyTitle')} body={t('inbox.emptyBody')} action={first} seed={5} />}
      <ul className={css.list}>
        {inbox.messages.map((message) => (
          <MessageRow key={message.id} message={message} onRead={() => inbox.read(message)} />
        ))}
      </ul>
      {inbox.hasOlder && (
        <div className={css.older}>
          <Button variant="plain" isPending={inbox.isLoadingOlder} onPress={inbox.loadOlder}>
            {t('inbox.older')}
          </Button>
        </div>
      )}
    </Page>
  );
}

export { InboxPage as Component };
