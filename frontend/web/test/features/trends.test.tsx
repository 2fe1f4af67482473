/** A trend can be walked along by keyboard, and says each stop in words. */
import { fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nearest } from '../../src/features/trends/geometry';
import { afternoon, stopClock } from '../support/day';
import { open } from '../support/render';

beforeEach(stopClock);
afterEach(() => {
  vi.useRealTimers();
});

const points = Array.from({ length: 5 }, (_, i) => ({ on: `202${i}-01-01`, value: i, days: 1 }));

describe('the cursor of a trend', () => {
  it('stands on the newest point first; the figure and the spoken words follow it', async () => {
    await open('/trends?by=day', afternoon().api);
    const walk = await screen.findByRole('slider', { name: 'Walk along the trend' });
    const newest = walk.getAttribute('aria-valuetext');
    expect(newest).toMatch(/^Wed 18 Nov: .+/);
    fireEvent.change(walk, { target: { value: String(Number(walk.getAttribute('max')) - 1) } });
    expect(walk).toHaveAttribute('aria-valuetext', expect.stringMatching(/^Tue 17 Nov: .+/));
    expect(screen.getByText('Tue 17 Nov')).toBeVisible();
    fireEvent.blur(walk);
    expect(walk).toHaveAttribute('aria-valuetext', newest);
  });

  it.each([
    ['sum', 0, 0],
    ['sum', 99, 0],
    ['sum', 101, 1],
    ['sum', 500, 4],
    ['mean', 0, 0],
    ['mean', 68, 0],
    ['mean', 72, 1],
    ['mean', 600, 4],
  ] as const)('finds in a %s at %d px of 500 the point %d', (aggregation, x, index) => {
    expect(nearest(x, 500, { points, aggregation } as Parameters<typeof nearest>[2])).toBe(index);
  });
});
