/** Goals are spoken of kindly and exactly: what is left, what is over, what is at stake, and what to do next. */
import { describe, expect, it } from 'vitest';
import { createFormat, createI18n, loadCatalogue } from '@serenity/shared';
import { fractionOf, leftText, nextGoal, presentGoals, riskText, stateOf, targetText, type Progress } from '../../../src/features/today/goalWords';
import { greetingAt } from '../../../src/features/today/greeting';
import { sleepWeek } from '../../../src/features/today/sleepWeek';
import { entryOf } from '../../support/life';
import { goalOf } from '../../support/progress';

const { t } = createI18n('en', await loadCatalogue('en'));
const format = createFormat({ language: 'en', units: 'metric', timeZone: 'Europe/Paris' });
const plain = (text: string | null) => text?.replaceAll('\u00A0', ' ') ?? null;

type Change = Partial<Omit<Progress, 'goal'>> & { goal?: Partial<Progress['goal']> };

function progress(change: Change): Progress {
  const goal = goalOf({ metric: 'water', area: 'food', unit: 'ml', target: { low: 2000 }, ...change.goal });
  return { period_on: '2026-11-18', period_ends_on: '2026-11-18', target: goal.target, value: 1500, ratio: 0.75, met: false, left: 500, streak: { length: 0, best: 3, at_risk: false }, recent: [], ...change, goal };
}

describe('what is left', () => {
  it('of a floor', () => expect(plain(leftText(progress({}), t, format))).toBe('500 mL to go'));
  it('of an allowance', () => {
    const limit = progress({ goal: { metric: 'energy_intake', unit: 'kcal', direction: 'at_most', target: { high: 2000 } }, met: true, left: 300, value: 1700 });
    expect(plain(leftText(limit, t, format))).toBe('300 kcal still allowed');
  });
  it('beyond an allowance, which another day mends', () => {
    const over = progress({ goal: { metric: 'energy_intake', unit: 'kcal', direction: 'at_most', target: { high: 2000 } }, value: 2300, left: null });
    expect(stateOf(over)).toBe('over');
    expect(plain(leftText(over, t, format))).toBe('300 kcal over, tomorrow is a new day');
  });
  it('of a one-time goal one comes down to', () => {
    const weight = progress({ goal: { metric: 'weight', unit: 'kg', direction: 'at_most', period: 'once', due_on: '2027-01-21', target: { high: 64 } }, value: 80, left: null, ratio: 1 });
    expect(stateOf(weight)).toBe('open');
    expect(plain(leftText(weight, t, format))).toBe('16 kg to go');
    expect(fractionOf(weight)).toBe(0.8);
  });
  it('of a range, once it is met', () => {
    const range = progress({ goal: { metric: 'energy_intake', unit: 'kcal', direction: 'range', target: { low: 1800, high: 2200 } }, met: true, value: 2000, left: null });
    expect(leftText(range, t, format)).toBe('Right in your range');
    expect(plain(targetText(range, format))).toBe('1,800–2,200 kcal');
  });
  it('of a range whose period goes on: what is missing below it, inside it what is still allowed, never more to eat', () => {
    const range = (value: number, left: number) =>
      progress({ goal: { metric: 'energy_intake', unit: 'kcal', direction: 'range', target: { low: 1700, high: 2500 } }, value, left, ratio: Math.min(1, value / 1700) });
    expect(plain(leftText(range(1200, 500), t, format))).toBe('500 kcal to go');
    expect(stateOf(range(2000, 500))).toBe('onTrack');
    expect(plain(leftText(range(2000, 500), t, format))).toBe('Right in your range, 500 kcal still allowed');
    expect(leftText(range(2500, 0), t, format)).toBe('Right in your range');
    expect(stateOf(range(2600, 0))).toBe('over');
  });
  it('of a range that a night is in: nothing more is allowed to a night that is over', () => {
    const night = progress({ goal: { metric: 'sleep_duration', unit: 's', direction: 'range', target: { low: 25_200, high: 32_400 } }, value: 28_800, left: 3600 });
    expect(leftText(night, t, format)).toBe('Right in your range');
  });
  it('of a one-time goal whose date has passed', () => {
    const late = progress({ goal: { metric: 'distance', unit: 'm', period: 'once', due_on: '2026-11-10', target: { low: 100_000 } }, value: 50_000, left: null, ratio: 0.5 });
    expect(leftText(late, t, format)).toBe('This goal has ended');
  });
  it('is not invented where nothing is known', () => {
    expect(leftText(progress({ value: null, left: null }), t, format)).toBe('Nothing logged yet');
  });
});

describe('what comes next', () => {
  const near = progress({ ratio: 0.9 });
  const risky = progress({ ratio: 0.2, streak: { length: 5, best: 5, at_risk: true } });
  const slept = progress({ goal: { metric: 'sleep_duration', unit: 's' }, ratio: 0.95 });
  it('is the streak at stake before the nearest goal', () => expect(nextGoal([near, risky])).toBe(risky));
  it('is never a night that is over', () => expect(nextGoal([slept, near])).toBe(near));
  it('is never a ceiling or a range that is respected', () => {
    const within = progress({ goal: { metric: 'energy_intake', unit: 'kcal', direction: 'range', target: { low: 1700, high: 2500 } }, value: 2000, ratio: 1, left: 500 });
    expect(nextGoal([within, near])).toBe(near);
    expect(nextGoal([within])).toBeNull();
  });
  it('is nothing when all is met', () => expect(nextGoal([progress({ met: true })])).toBeNull());
  it('names the streak', () => {
    expect(riskText(risky, t)).toBe('Keep it going: 5 days in a row');
    expect(riskText(near, t)).toBeNull();
  });
});

it('goals whose date has passed are none of the day', () => {
  const ended = progress({ goal: { period: 'once', due_on: '2026-11-17' }, period_ends_on: '2026-11-17' });
  const ends = progress({ goal: { period: 'once', due_on: '2026-11-18' }, period_ends_on: '2026-11-18' });
  expect(presentGoals({ on: '2026-11-18', items: [ended, ends] })).toEqual([ends]);
});

describe('sleepWeek', () => {
  it('adds naps, keeps unknown nights unknown and averages the known ones', () => {
    const week = sleepWeek(
      [
        entryOf('sleep', '2026-11-18', { started_at: '2026-11-17T22:30:00Z', ended_at: '2026-11-18T05:30:00Z', duration_seconds: 25_200, quality: 4 }),
        entryOf('sleep', '2026-11-18', { started_at: '2026-11-18T13:00:00Z', ended_at: '2026-11-18T13:30:00Z', duration_seconds: 1800 }),
        entryOf('sleep', '2026-11-16', { duration_seconds: 28_800 }),
      ],
      '2026-11-18',
    );
    expect(week.nights.map(({ seconds }) => seconds)).toEqual([null, null, null, null, 28_800, null, 27_000]);
    expect(week.average).toBe(27_900);
    expect(week.nights.at(-1)?.spans[0]).toEqual({ bed: -0.5, wake: 6.5, quality: 4 });
    expect(week.nights[4]?.spans).toEqual([]);
  });
});

it.each([[6, 'morning'], [12, 'afternoon'], [18.5, 'evening'], [23.5, 'night'], [3, 'night']])('at %s the greeting is %s', (hour, greeting) => {
  expect(greetingAt(hour)).toBe(greeting);
});
