/** Tells messages that are numbered without gaps in their order and once each, whether they come live or were missed. */
import type { Notification } from './inbox';

type Tell = (notification: Notification) => void;
export type Source = {
  /** The newest number at the service. */
  latest: () => Promise<number>;
  /** Tells everything after a number, and answers the last one. */
  replay: (after: number, tell: Tell) => Promise<number>;
};

export function inOrder({ latest, replay }: Source, tell: Tell) {
  let cursor: number | null = null;
  let running = 0;
  let line: Promise<void> = Promise.resolve();
  /** Live messages that are not next in line: none is told before those it follows. */
  const held: Notification[] = [];

  const tellNew: Tell = (notification) => {
    if (cursor !== null && notification.sequence <= cursor) return;
    cursor = notification.sequence;
    tell(notification);
  };
  const tellHeld = async (known: number) => {
    const late = held.splice(0).toSorted((a, b) => a.sequence - b.sequence);
    if (late.some(({ sequence }, i) => sequence > known + 1 + i)) await replay(known, tellNew);
    for (const notification of late) tellNew(notification);
  };
  const run = async () => {
    if (cursor === null) {
      const newest = await latest();
      // What was said live meanwhile is news, whether or not the newest number counts it already.
      cursor = Math.min(newest, ...held.map(({ sequence }) => sequence - 1));
    } else {
      cursor = Math.max(cursor, await replay(cursor, tellNew));
    }
    while (held.length > 0) await tellHeld(cursor);
  };

  /** One after the other: each begins where the one before it ended. */
  const catchUp = (): Promise<void> => {
    running += 1;
    const turn = line.then(run).finally(() => (running -= 1));
    line = turn.catch(() => undefined);
    return turn;
  };
  /** A message that came live; a gap before it is filled first. */
  const hear = (notification: Notification): Promise<void> | undefined => {
    if (running === 0 && cursor !== null && notification.sequence <= cursor + 1) return void tellNew(notification);
    held.push(notification);
    return running === 0 && cursor !== null ? catchUp() : undefined;
  };
  return { catchUp, hear };
}
