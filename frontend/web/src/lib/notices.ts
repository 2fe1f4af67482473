/** Says that a write is kept, once, and takes the notice away when it has been sent. */
import { dismissToast, toast } from '../ui/toasts';
import { i18n } from './i18n';

let kept: string | null = null;

function dismissKept(): void {
  if (kept !== null) dismissToast(kept);
  kept = null;
}

export function noticeKept(): void {
  dismissKept();
  kept = toast(i18n.t('common.connection.kept'), { tone: 'calm' });
}

export function noticeSent(): void {
  dismissKept();
  toast(i18n.t('common.connection.sent'));
}

/** What was typed is kept and can be looked at; a bare request, such as a deletion, has nothing to show. */
export function noticeRefused(look: (() => void) | null): void {
  dismissKept();
  const words = look === null ? 'request' : 'typed';
  const action = look === null ? {} : { action: { label: i18n.t('common.connection.look'), run: look } };
  toast(i18n.t(`common.connection.refused.${words}`), { body: i18n.t(`common.connection.refused.${words}Hint`), tone: 'problem', ...action });
}

/** Said when a session ended before what it kept could be sent. */
export function noticeLost(count: number): void {
  toast(i18n.t('common.connection.lost', { count }), { tone: 'problem' });
}
