/** Proves that pictures stay finite, leave gaps open and put the sun where the hour says. */
import { describe, expect, it } from 'vitest';
import { bars, dots, quietHills, ringArc, skyAt, skyLight, sleepStones, starField, trendLine, type Point } from '../src';

const box = { w: 800, h: 400 };
const finite = /^M[\d.,MLCHVQZA -]+$/i;
const point = (value: number | null, i: number): Point => ({ key: `d${i}`, value });
const numbersIn = (path: string) => [...path.matchAll(/-?\d+(?:\.\d+)?/g)].map((m) => Number(m[0]));

describe('scenery', () => {
  it('always draws the same country from the same seed', () => {
    expect(quietHills(7, box)).toEqual(quietHills(7, box));
    expect(quietHills(7, box)).not.toEqual(quietHills(8, box));
    for (const path of quietHills(7, box)) expect(path).toMatch(finite);
  });
});

describe('sky', () => {
  it.each([[5, 'dawn'], [8.5, 'day'], [17.5, 'dusk'], [21.5, 'night'], [0, 'night']] as const)('at %s is %s', (hour, sky) => {
    expect(skyAt(hour)).toBe(sky);
  });

  it('has the sun high at noon and low in the evening', () => {
    const noon = skyLight(13, box);
    expect(noon.isSun).toBe(true);
    expect(noon.y).toBeLessThan(skyLight(20, box).y);
    expect(skyLight(2, box).isSun).toBe(false);
    expect(skyLight(13.25, box, { top: 120 }).y).toBeCloseTo(120);
  });

  it('counts across from the start of the person’s own day', () => {
    expect(skyLight(3, box, { from: 3 }).x).toBe(0);
    expect(skyLight(1, box, { from: 3 }).x).toBeCloseTo((22 / 24) * 800);
  });

  it('keeps stars above the hills', () => {
    expect(starField(40).every((star) => star.y < 0.52 && star.x < 1)).toBe(true);
  });
});

describe('series', () => {
  const gappy = [5, 6, null, 7, 8].map(point);

  it('breaks the line where nothing is known', () => {
    const picture = trendLine(gappy, box);
    expect(picture.line.match(/M/g)).toHaveLength(2);
    expect(picture.marks).toHaveLength(4);
    expect(picture.last?.value).toBe(8);
  });

  it('survives an empty and a one-point series', () => {
    expect(trendLine([], box).line).toBe('');
    expect(trendLine([point(3, 0)], box).marks).toHaveLength(1);
    expect(bars([], box).bars).toEqual([]);
  });

  it('keeps the goal inside the picture', () => {
    const { goals } = bars(gappy, box, { goals: [gappy.map(() => ({ low: 20, high: null }))] });
    expect(goals.lines).toEqual([{ x1: 0, x2: 800, y: expect.any(Number) }]);
    expect(goals.lines[0]?.y).toBeGreaterThan(0);
    expect(goals.rooms).toEqual([]);
  });

  it('lets a goal step where its target does, and draws every goal', () => {
    const own = [10, 10, 4, 10, 10].map((low) => ({ low, high: null }));
    const ceiling = gappy.map(() => ({ low: null, high: 12 }));
    const { lines } = bars(gappy, box, { goals: [own, ceiling] }).goals;
    expect(lines.map(({ x1, x2 }) => [x1, x2])).toEqual([[0, 320], [320, 480], [480, 800], [0, 800]]);
    expect(lines[1]?.y).toBeGreaterThan(lines[0]?.y ?? Infinity);
    const ends = trendLine(gappy, box, { goals: [own] }).goals.lines;
    expect([ends[0]?.x1, ends.at(-1)?.x2]).toEqual([0, 800]);
    expect(ends[0]?.x2).toBe(ends[1]?.x1);
  });

  it('draws a range as an area', () => {
    const { goals } = trendLine(gappy, box, { goals: [gappy.map(() => ({ low: 5, high: 7 }))] });
    expect(goals.rooms).toHaveLength(1);
    expect(goals.rooms[0]?.h).toBeGreaterThan(0);
  });

  it('stands bars on zero and leaves unknown places empty', () => {
    const picture = bars(gappy, box);
    expect(picture.bars).toHaveLength(4);
    expect(picture.columns).toHaveLength(5);
    for (const bar of picture.bars) {
      expect(bar.path).toMatch(finite);
      expect(bar.y + bar.h).toBeCloseTo(picture.base);
    }
  });

  it('lays days out as weeks and says a missing day small', () => {
    const picture = dots([5, null, 1].map(point), 3, { w: 700, h: 100 });
    expect(picture[0]?.cx).toBeCloseTo(250);
    expect(picture[1]?.r).toBeLessThan(picture[2]?.r ?? 0);
    expect(picture[2]?.r).toBeLessThan(picture[0]?.r ?? 0);
  });
});

describe('sleep', () => {
  it('draws a stone per sleep, wider for a better night', () => {
    const night = (quality: number | null) => ({ key: `q${quality}`, spans: [{ bed: -1, wake: 7, quality }] });
    const { stones, columns } = sleepStones([night(1), night(5), { key: 'none', spans: [] }], box);
    const width = (path: string) => Math.max(...numbersIn(path).filter((_, i) => i % 2 === 0)) - Math.min(...numbersIn(path).filter((_, i) => i % 2 === 0));
    expect(columns).toHaveLength(3);
    expect(stones).toHaveLength(2);
    expect(width(stones[1]?.path ?? '')).toBeGreaterThan(width(stones[0]?.path ?? ''));
  });

  it('names its hours on the clock', () => {
    expect(sleepStones([], box).ticks.map((tick) => tick.value)).toEqual([22, 0, 2, 4, 6, 8]);
  });
});

describe('ring', () => {
  it('holds progress between nothing and full', () => {
    expect(ringArc(2, 30, 6)).toBe(ringArc(1, 30, 6));
    expect(ringArc(-1, 30, 6)).toBe(ringArc(0, 30, 6));
    expect(ringArc(0.4, 30, 6)).not.toContain('NaN');
  });
});
