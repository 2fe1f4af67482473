/** Proves that an entry waiting on this device stands under the day the service will give it. */
import { describe, expect, it } from 'vitest';
import { entryFrom } from '../../../src/parts/entries/unsent';

const FIVE = 5 * 60;
const zone = 'Europe/Paris';
// 04:30 in Paris: before the end of the person's own day.
const early = '2026-11-18T03:30:00Z';

describe('the day of an unsent entry', () => {
  it('is the calendar date of waking for a sleep', () => {
    const night = entryFrom({ kind: 'sleep', zone, started_at: '2026-11-17T21:00:00Z', ended_at: early }, 'w1', FIVE);
    expect(night).toMatchObject({ on: '2026-11-18', duration_seconds: 6.5 * 3600 });
  });

  it("is the person's own day for anything else", () => {
    expect(entryFrom({ kind: 'water', zone, at: early, volume_ml: 250 }, 'w1', FIVE).on).toBe('2026-11-17');
  });

  it('is the date that was given where only that is known', () => {
    expect(entryFrom({ kind: 'sleep', zone, on: '2026-11-18', duration_seconds: 3600 }, 'w1', FIVE).on).toBe('2026-11-18');
  });
});
