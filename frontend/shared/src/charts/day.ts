/** Draws one person's day as a landscape: minutes of movement, rest and calm per hour become three ranges of hills. */
import { area, curveBasis, line } from 'd3-shape';
import { linear } from './scale';
import type { Box } from './types';

export const dayLayers = ['movement', 'rest', 'calm'] as const;
/** From back to front. */
export type DayLayer = (typeof dayLayers)[number];
/** Minutes per hour since the day began; null where nothing is known. A day has 23 to 25 hours. */
export type DayMinutes = Record<DayLayer, readonly (number | null)[]>;
export type DayRidge = { layer: DayLayer; fill: string; crest: string };
export type DayHorizon = {
  ridges: DayRidge[];
  /** The land in front and the pale range far behind: scenery, the same on every day. */
  ground: string;
  distance: string;
  x: (hour: number) => number;
  /** The highest line of the landscape over an hour, for what floats above it. */
  skyline: (hour: number) => number;
};

const STEPS_PER_HOUR = 4;
const SPREAD_HOURS = 0.85;
const REACH_HOURS = 4;
const heights: Record<DayLayer, { top: number; base: number }> = {
  movement: { top: 0.38, base: 0.83 },
  rest: { top: 0.52, base: 0.88 },
  calm: { top: 0.6, base: 0.925 },
};

/** The share of a hill's full height: a square root, so that ten quiet minutes show beside eight hours of sleep. */
export function hillHeight(minutes: number): number {
  return Math.sqrt(Math.min(60, Math.max(0, minutes)) / 60);
}

/** Is there anything to draw? A layer without a single minute stays undrawn. */
export function isKnown(minutes: readonly (number | null)[]): boolean {
  return minutes.some((value) => value !== null && value > 0);
}

/** Hourly steps blended into a slope; the edges of the day continue outwards, so a night does not fall off at midnight. */
function blend(minutes: readonly (number | null)[]): number[] {
  return Array.from({ length: minutes.length * STEPS_PER_HOUR + 1 }, (_, step) => {
    const at = step / STEPS_PER_HOUR;
    let sum = 0;
    let weights = 0;
    for (let hour = Math.max(0, Math.floor(at) - REACH_HOURS); hour <= Math.min(minutes.length - 1, at + REACH_HOURS); hour += 1) {
      const weight = Math.exp(-(((hour + 0.5 - at) / SPREAD_HOURS) ** 2) / 2);
      sum += weight * hillHeight(minutes[hour] ?? 0);
      weights += weight;
    }
    return sum / weights;
  });
}

/** A breath of unevenness, the same every day, so that level land looks like land. */
function unevenness(share: number, layer: number): number {
  const slow = Math.sin(share * Math.PI * (2.2 + layer * 0.7) + layer * 1.9);
  const quick = Math.sin(share * Math.PI * (7.3 + layer * 1.7) + layer * 0.8);
  return slow * 0.011 + quick * 0.0045;
}

function land(box: Box, hours: number, layer: DayLayer, lifts: readonly number[]) {
  const index = dayLayers.indexOf(layer);
  const { top, base } = heights[layer];
  const x = linear([0, hours], [0, box.w]);
  const points = lifts.map((lift, step): [number, number] => {
    const share = step / (lifts.length - 1);
    return [x(step / STEPS_PER_HOUR), box.h * (base - unevenness(share, index) - (base - top) * lift)];
  });
  const fill = area<[number, number]>().x((p) => p[0]).y0(box.h).y1((p) => p[1]).curve(curveBasis);
  const crest = line<[number, number]>().x((p) => p[0]).y((p) => p[1]).curve(curveBasis);
  return { points, fill: fill(points) ?? '', crest: crest(points) ?? '' };
}

/** Mountains no one walks to. They follow nothing but their own wave. */
function farRange(box: Box): string {
  const points = Array.from({ length: 49 }, (_, i): [number, number] => {
    const share = i / 48;
    const wave = Math.sin(share * 9.1 + 0.6) * 0.5 + Math.sin(share * 17.3 + 2.1) * 0.28 + Math.sin(share * 4.3) * 0.4;
    return [box.w * share, box.h * (0.755 - 0.045 * wave)];
  });
  return area<[number, number]>().x((p) => p[0]).y0(box.h).y1((p) => p[1]).curve(curveBasis)(points) ?? '';
}

export function dayHorizon(minutes: DayMinutes, box: Box): DayHorizon {
  const hours = Math.max(1, ...dayLayers.map((layer) => minutes[layer].length));
  const x = linear([0, hours], [0, box.w]);
  const level = Array.from({ length: hours * STEPS_PER_HOUR + 1 }, () => 0);
  const front = land(box, hours, 'calm', level);
  const drawn = dayLayers
    .filter((layer) => isKnown(minutes[layer]))
    .map((layer) => ({ layer, land: land(box, hours, layer, blend(minutes[layer])) }));
  const lines = [front.points, ...drawn.map((ridge) => ridge.land.points)];
  const skyline = (hour: number) => {
    const step = Math.min(level.length - 1, Math.max(0, Math.round(hour * STEPS_PER_HOUR)));
    return Math.min(...lines.map((points) => points[step]?.[1] ?? box.h));
  };
  const ridges = drawn.map(({ layer, land: { fill, crest } }) => ({ layer, fill, crest }));
  return { ridges, ground: front.fill, distance: farRange(box), x: (hour) => x(hour), skyline };
}
