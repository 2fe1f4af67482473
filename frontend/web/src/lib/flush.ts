/** Sends what was kept, from one tab at a time, and refreshes the pages that show it. */
import type { FlushReport } from '@serenity/shared';
import { connection } from './connection';
import { outbox } from './keep';
import { noticeRefused, noticeSent } from './notices';
import { queryClient } from './queryClient';

async function flushAlone(): Promise<FlushReport | null> {
  if (!('locks' in navigator)) return outbox.flush();
  return navigator.locks.request('serenity-outbox', { ifAvailable: true }, async (lock) => (lock === null ? null : outbox.flush()));
}

export async function flushOutbox(): Promise<void> {
  const waiting = await outbox.pending();
  connection.set({ pending: waiting.length });
  if (waiting.length === 0) return;
  const report = await flushAlone();
  if (report === null) return;
  connection.set({ pending: report.left });
  if (report.sent > 0) {
    noticeSent();
    await queryClient.invalidateQueries();
  }
  if (report.refused.length > 0) noticeRefused();
}
