/** Proves that a fresh draft of a night is of one that can be over. */
import { describe, expect, it } from 'vitest';
import { freshDraft } from '../../../src/parts/entries/habits';

const nightAt = (clock: string) => {
  const now = new Date(`2026-11-23T${clock}:00Z`);
  const { day, bed, wake } = freshDraft('sleep', { order: [], last: {} }, { now, zone: 'UTC', today: '2026-11-23', units: 'metric' });
  return { day, bed, wake };
};

describe('the last night', () => {
  it('is that of today once its usual end has passed', () => {
    expect(nightAt('09:00')).toEqual({ day: '2026-11-23', bed: 1380, wake: 420 });
  });

  it('ends now for somebody who is up early', () => {
    expect(nightAt('05:40')).toEqual({ day: '2026-11-23', bed: 1380, wake: 340 });
  });

  it('is the one before for somebody who is still up', () => {
    expect(nightAt('00:46')).toEqual({ day: '2026-11-22', bed: 1380, wake: 420 });
  });
});
