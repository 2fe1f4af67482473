/** Draws nights as river stones: from bed to wake, wider when the night was better. */
import { area, curveBasis } from 'd3-shape';
import { linear } from './scale';
import type { Box, Tick } from './types';

/** Hours on a continuous clock where 0 is midnight before the wake-up day: 23:00 is -1, 07:30 is 7.5. Quality is 1 to 5. */
export type Night = { key: string; spans: readonly { bed: number; wake: number; quality: number | null }[] };
export type Stone = { key: string; cx: number; y0: number; y1: number; path: string };
export type SleepPicture = { stones: Stone[]; columns: { key: string; cx: number }[]; ticks: Tick[] };

const DEFAULT_RANGE: [number, number] = [-2, 8];

function stonePath(cx: number, y0: number, y1: number, half: number): string {
  const length = y1 - y0;
  const widths: [number, number][] = [[0, 0], [0, 0.3], [0.1, 0.72], [0.28, 1], [0.55, 0.94], [0.82, 0.7], [1, 0.3], [1, 0]];
  return (
    area<[number, number]>()
      .y((p) => y0 + p[0] * length)
      .x0((p) => cx - p[1] * half)
      .x1((p) => cx + p[1] * half)
      .curve(curveBasis)(widths) ?? ''
  );
}

export function sleepStones(nights: readonly Night[], box: Box): SleepPicture {
  const spans = nights.flatMap((night) => night.spans);
  const low = Math.min(DEFAULT_RANGE[0], ...spans.map((span) => span.bed)) - 0.3;
  const high = Math.max(DEFAULT_RANGE[1], ...spans.map((span) => span.wake)) + 0.3;
  const y = linear([low, high], [0, box.h]);
  const step = box.w / Math.max(1, nights.length);
  const columns = nights.map((night, i) => ({ key: night.key, cx: step * (i + 0.5) }));
  const stones = nights.flatMap((night, i) =>
    night.spans.map((span) => {
      const cx = step * (i + 0.5);
      const half = Math.min(34, step * 0.42) * (span.quality === null ? 0.66 : 0.4 + 0.12 * span.quality);
      const [y0, y1] = [y(span.bed), y(span.wake)];
      return { key: night.key, cx, y0, y1, path: stonePath(cx, y0, y1, half) };
    }),
  );
  const ticks = [-4, -2, 0, 2, 4, 6, 8, 10, 12]
    .filter((hour) => hour > low && hour < high)
    .map((hour) => ({ value: (hour + 24) % 24, at: y(hour) }));
  return { stones, columns, ticks };
}
