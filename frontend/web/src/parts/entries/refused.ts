/** Leads back to what was typed when a write that had waited was refused: nothing is resent or dropped without its person. */
import type { PendingWrite } from '@serenity/shared';
import { i18n } from '../../lib/i18n';
import { outbox } from '../../lib/keep';
import { noticeRefused } from '../../lib/notices';
import { problemText } from '../../lib/problems';
import { toast } from '../../ui/toasts';
import { readEntry } from './queries';
import { openRefused } from './sheet';

async function show(write: PendingWrite): Promise<void> {
  const id = /^\/v1\/entries\/([^/]+)$/.exec(write.path)?.[1];
  if (id === undefined) return openRefused(write, null);
  const entry = await readEntry(id);
  if (entry !== null) return openRefused(write, entry);
  // There is nothing left that the change could be made to.
  await outbox.forget(write.id);
  toast(i18n.t('log.gone'), { tone: 'calm' });
}

/** Opens the sheet on a refused write, the oldest when none is named, with its words and the service's question. */
export async function lookAtRefused(id?: string): Promise<void> {
  const refused = (await outbox.all()).filter(({ refusal }) => refusal !== undefined);
  const write = id === undefined ? refused[0] : refused.find((known) => known.id === id);
  if (write === undefined) return;
  await show(write).catch((error: unknown) => toast(problemText(i18n.t, error) ?? i18n.t('errors.title'), { tone: 'problem' }));
}

/** Says once what became of the writes that were refused. */
export function tellRefused(refused: readonly PendingWrite[]): void {
  const typed = refused.find(({ body }) => body !== null);
  if (typed !== undefined) noticeRefused(() => void lookAtRefused(typed.id));
  else if (refused.length > 0) noticeRefused(null);
}
