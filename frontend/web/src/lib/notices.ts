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

/** The service's own words are in English only; ours say what to do. */
export function noticeRefused(): void {
  dismissKept();
  toast(i18n.t('common.connection.rejected'), { body: i18n.t('common.connection.rejectedHint'), tone: 'problem' });
}
