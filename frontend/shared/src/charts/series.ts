/** Draws any series as a line with its gaps left open or as bars against a goal. */
import { area, curveMonotoneX, line } from 'd3-shape';
import { linear, type Scale } from './scale';
import type { Box, Point, Tick } from './types';

/** A target to draw: a floor, a ceiling, or both for a range. */
export type Band = { low: number | null; high: number | null };
export type Mark = { key: string; x: number; y: number; value: number };
type Step = { x1: number; x2: number };
export type GoalLine = Step & { y: number };
export type GoalRoom = Step & { y: number; h: number };
/** Goals as drawn: each edge a line that steps where the target does, and the room between two edges. */
export type GoalShape = { lines: GoalLine[]; rooms: GoalRoom[] };
/** `goals` holds for each goal its target at every point. */
type Options = { goals?: readonly (readonly Band[])[]; pad?: number; includeZero?: boolean };

function known(points: readonly Point[]): number[] {
  return points.flatMap((point) => (point.value === null ? [] : [point.value]));
}

function bounds(points: readonly Point[], goals: readonly (readonly Band[])[], includeZero: boolean): [number, number] {
  const edges = goals.flat().flatMap(({ low, high }) => [low, high]).filter((edge) => edge !== null);
  const values = [...known(points), ...edges];
  if (values.length === 0) return [0, 1];
  const low = includeZero ? Math.min(0, ...values) : Math.min(...values);
  const high = Math.max(...values);
  // Bars stand on zero and need air above only; a line needs it on both sides.
  const room = (high - low || Math.abs(high) || 1) * (includeZero ? 0.03 : 0.12);
  return [includeZero && low >= 0 ? 0 : low - room, high + room];
}

/** Neighbouring points with the same target, as one step from the left edge of the first to the right edge of the last. */
function stepsOf(targets: readonly Band[], edgeAt: (i: number) => number): (Step & Band)[] {
  const steps: (Step & Band)[] = [];
  for (const [i, { low, high }] of targets.entries()) {
    const last = steps.at(-1);
    if (last?.low === low && last.high === high) last.x2 = edgeAt(i + 1);
    else steps.push({ low, high, x1: edgeAt(i), x2: edgeAt(i + 1) });
  }
  return steps;
}

function goalShape(goals: readonly (readonly Band[])[], y: Scale, edgeAt: (i: number) => number): GoalShape {
  const steps = goals.flatMap((targets) => stepsOf(targets, edgeAt));
  return {
    lines: steps.flatMap(({ low, high, x1, x2 }) => [low, high].flatMap((edge) => (edge === null ? [] : [{ x1, x2, y: y(edge) }]))),
    rooms: steps.flatMap(({ low, high, x1, x2 }) => (low === null || high === null ? [] : [{ x1, x2, y: y(high), h: y(low) - y(high) }])),
  };
}

function ticksOf(y: Scale, count = 4): Tick[] {
  return y.ticks(count).map((value) => ({ value, at: y(value) }));
}

/** A line that breaks where nothing is known; single days between gaps still show as marks. */
export function trendLine(points: readonly Point[], box: Box, { goals = [], pad = 8, includeZero = false }: Options = {}) {
  const x = linear([0, Math.max(1, points.length - 1)], [pad, box.w - pad]);
  const y = linear(bounds(points, goals, includeZero), [box.h - pad, pad], { round: 4 });
  const stroke = line<Point>().defined((p) => p.value !== null).x((_, i) => x(i)).y((p) => y(p.value ?? 0)).curve(curveMonotoneX);
  const under = area<Point>().defined((p) => p.value !== null).x((_, i) => x(i)).y0(box.h).y1((p) => y(p.value ?? 0)).curve(curveMonotoneX);
  const marks = points.flatMap((point, i): Mark[] =>
    point.value === null ? [] : [{ key: point.key, x: x(i), y: y(point.value), value: point.value }],
  );
  const edgeAt = (i: number) => (i === 0 ? 0 : i === points.length ? box.w : x(i - 0.5));
  return { line: stroke([...points]) ?? '', area: under([...points]) ?? '', marks, last: marks.at(-1) ?? null, goals: goalShape(goals, y, edgeAt), ticks: ticksOf(y), x: (i: number) => x(i) };
}

export type Bar = Mark & { w: number; h: number; path: string };

/** A bar with a rounded head, standing on the base line. */
function barPath(x: number, y: number, w: number, base: number): string {
  const r = Math.min(w / 2, 7, Math.max(0, base - y));
  return `M${x},${base}V${y + r}Q${x},${y} ${x + r},${y}H${x + w - r}Q${x + w},${y} ${x + w},${y + r}V${base}Z`;
}

/** Bars from zero, with the goal drawn over them; unknown periods leave their place empty. */
export function bars(points: readonly Point[], box: Box, { goals = [], pad = 8 }: Options = {}) {
  const y = linear(bounds(points, goals, true), [box.h, pad], { round: 4 });
  const step = box.w / Math.max(1, points.length);
  const w = Math.max(2, Math.min(34, step * (points.length > 60 ? 0.8 : 0.56)));
  const base = y(0);
  const shapes = points.flatMap((point, i): Bar[] => {
    if (point.value === null) return [];
    const x = step * (i + 0.5) - w / 2;
    const top = point.value === 0 ? base - 2 : y(point.value);
    return [{ key: point.key, x: step * (i + 0.5), y: top, value: point.value, w, h: base - top, path: barPath(x, top, w, base) }];
  });
  return { bars: shapes, columns: points.map((point, i) => ({ key: point.key, cx: step * (i + 0.5) })), base, goals: goalShape(goals, y, (i) => step * i), ticks: ticksOf(y) };
}

/** A calendar of dots, weeks as rows and Monday first: size repeats what colour says, for eyes that do not see colour. */
export function dots(points: readonly Point[], firstWeekday: number, box: Box, [low, high]: [number, number] = [1, 5]) {
  const rows = Math.max(1, Math.ceil((points.length + firstWeekday - 1) / 7));
  const cell = Math.min(box.w / 7, box.h / rows);
  const radius = linear([low, high], [cell * 0.2, cell * 0.4], { clamp: true });
  return points.map((point, i) => {
    const slot = i + firstWeekday - 1;
    const place = { cx: (box.w / 7) * ((slot % 7) + 0.5), cy: (box.h / rows) * (Math.floor(slot / 7) + 0.5) };
    return { key: point.key, ...place, value: point.value, r: point.value === null ? cell * 0.06 : radius(point.value) };
  });
}
