/** Proves that the straight-line scale places, widens, holds and counts as pictures need. */
import { describe, expect, it } from 'vitest';
import { linear } from '../src/charts/scale';

describe('linear', () => {
  it('places values on a straight line, upside down too', () => {
    const y = linear([0, 10], [100, 0]);
    expect([0, 5, 10, 12].map(y)).toEqual([100, 50, 0, -20]);
  });

  it('holds values within the range when asked', () => {
    expect([-5, 15].map(linear([0, 10], [0, 100], { clamp: true }))).toEqual([0, 100]);
  });

  it('widens to round numbers and ticks on them', () => {
    const y = linear([0.3, 9.7], [0, 100], { round: 5 });
    expect(y(0)).toBe(0);
    expect(y.ticks(5)).toEqual([0, 2, 4, 6, 8, 10]);
  });

  it('puts a span without length in the middle', () => {
    expect(linear([4, 4], [0, 100])(4)).toBe(50);
  });
});
