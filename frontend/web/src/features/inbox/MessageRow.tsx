/** One message: what happened, when, and the way to where it matters. */
import { Flame, MonitorSmartphone, Sun } from 'lucide-react';
import { Link } from 'react-router';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../lib/account';
import type { Notification } from '../../lib/inbox';
import { tell } from '../../parts/notifications/text';
import css from './Inbox.module.css';

const icons = {
  goal_reached: <Sun size={22} strokeWidth={1.6} aria-hidden />,
  streak_at_risk: <Flame size={22} strokeWidth={1.6} aria-hidden />,
  new_device: <MonitorSmartphone size={22} strokeWidth={1.6} aria-hidden />,
} as const;

export function MessageRow({ message, onRead }: { message: Notification; onRead: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { title, body, to } = tell(t, format, message.content);
  const isUnread = message.read_at == null;
  return (
    <li>
      <Link to={to} className={css.message} data-unread={isUnread || undefined} onClick={onRead}>
        <span className={css.icon} data-kind={message.content.kind}>
          {icons[message.content.kind]}
        </span>
        <span className={css.text}>
          <span className={css.title}>
            {title}
            {isUnread && <span className="sr"> ({t('inbox.isNew')})</span>}
          </span>
          <span className={css.body}>{body}</span>
        </span>
        <time className={css.when} dateTime={message.created_at}>
          {format.ago(message.created_at)}
        </time>
      </Link>
    </li>
  );
}
