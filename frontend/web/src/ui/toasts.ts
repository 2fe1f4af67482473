/** Lets any code say something small for a moment, with an undo when there is one. */
import { UNSTABLE_ToastQueue as ToastQueue } from 'react-aria-components';

export type Tone = 'calm' | 'success' | 'problem';
export type Notice = { title: string; body?: string; tone: Tone; action?: { label: string; run: () => void } };

export const toastQueue = new ToastQueue<Notice>({ maxVisibleToasts: 3 });

/** WCAG 2.2.1: an action needs time to be reached, and problems stay until read. */
const lifetimes: Record<Tone, number> = { calm: 6000, success: 5000, problem: 12_000 };

/** Answers the toast's key, with which `dismissToast` takes it away early. */
export function toast(title: string, options: Partial<Omit<Notice, 'title'>> = {}): string {
  const notice: Notice = { title, tone: 'success', ...options };
  return toastQueue.add(notice, { timeout: notice.action === undefined ? lifetimes[notice.tone] : 10_000 });
}

export function dismissToast(key: string): void {
  toastQueue.close(key);
}
