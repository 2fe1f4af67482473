/** Where the points of a trend stand in its picture, and which of them is meant by a place in it. */
import { bars, trendLine, type Box } from '@serenity/shared';
import { targetsOver, type Goal } from './goals';
import type { Series } from './useTrend';

/** Room for the values on the left and the dates below; the glass in Trends.module.css leaves the same. */
export const AXIS = 56;
export const FOOT = 28;
const PAD = 8;

export function shapesOf(series: Series, goals: readonly Goal[], box: Box, scale: number) {
  const plot = { w: Math.max(40, box.w - AXIS), h: box.h - FOOT };
  const points = series.points.map(({ on, value }) => ({ key: on, value: value == null ? null : value * scale }));
  const scaled = (edge: number | null) => (edge === null ? null : edge * scale);
  const days = series.points.map(({ on }) => on);
  const targets = goals.map((goal) => targetsOver(goal, days).map(({ low, high }) => ({ low: scaled(low), high: scaled(high) })));
  const options = { pad: PAD, goals: targets };
  if (series.aggregation === 'sum') {
    const { bars: columns, goals: wanted, ticks } = bars(points, plot, options);
    const step = plot.w / Math.max(1, points.length);
    return { plot, wanted, ticks, columns, line: '', area: '', marks: [], at: (i: number) => step * (i + 0.5) };
  }
  const { line, area, marks, goals: wanted, ticks, x } = trendLine(points, plot, options);
  // Under a broken line an area would stand like a curtain.
  const isWhole = marks.length === points.length;
  return { plot, wanted, ticks, columns: [], line, area: isWhole ? area : '', marks, at: x };
}

/** The index of the point nearest to `x`, counted from the left edge of the plot. */
export function nearest(x: number, width: number, { points, aggregation }: Pick<Series, 'points' | 'aggregation'>): number {
  const last = points.length - 1;
  const index = aggregation === 'sum' ? Math.floor((x / width) * points.length) : Math.round(((x - PAD) / Math.max(1, width - 2 * PAD)) * last);
  return Math.max(0, Math.min(last, index));
}
