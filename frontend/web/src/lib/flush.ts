/** Sends what was kept, from one tab at a time, and refreshes the pages that show it. */
import type { FlushReport, PendingWrite } from '@serenity/shared';
import { noteKept, outbox } from './keep';
import { noticeSent } from './notices';
import { queryClient } from './queryClient';

async function flushAlone(): Promise<FlushReport | null> {
  if (!('locks' in navigator)) return outbox.flush();
  return navigator.locks.request('serenity-outbox', { ifAvailable: true }, async (lock) => (lock === null ? null : outbox.flush()));
}

/** Answers what the service refused this time. */
export async function flushOutbox(): Promise<readonly PendingWrite[]> {
  noteKept(await outbox.all());
  if ((await outbox.pending()).length === 0) return [];
  const report = await flushAlone();
  if (report === null) return [];
  noteKept(await outbox.all());
  if (report.sent > 0) noticeSent();
  if (report.sent + report.refused.length > 0) await queryClient.invalidateQueries();
  return report.refused;
}
