/** Draws the day as layers of hills: a hill rises only over hours that are known, everything else stays plain. */
import { area, curveBasis, line } from 'd3-shape';
import { linear } from './scale';
import type { Box, Tick } from './types';

/** One layer, from back to front: a value from 0 to 1 per hour since the day began, null where nothing is known. */
export type RidgeInput = { key: string; hours: readonly (number | null)[] };
export type Ridge = { key: string; fill: string; crest: string; top: number; base: number };
export type Horizon = { ridges: Ridge[]; x: (hour: number) => number; ticks: Tick[] };

const STEPS_PER_HOUR = 4;
const SPREAD_HOURS = 0.75;

/** Softens hourly steps into a slope. Unknown hours count as level ground, so no hill grows out of a gap. */
function soften(hours: readonly (number | null)[]): number[] {
  const count = hours.length * STEPS_PER_HOUR + 1;
  return Array.from({ length: count }, (_, step) => {
    const at = step / STEPS_PER_HOUR;
    let sum = 0;
    let weights = 0;
    for (let hour = Math.floor(at) - 3; hour <= Math.ceil(at) + 3; hour += 1) {
      const weight = Math.exp(-(((hour + 0.5 - at) / SPREAD_HOURS) ** 2) / 2);
      sum += weight * (hours[hour] ?? 0);
      weights += weight;
    }
    return sum / weights;
  });
}

/** Where a layer stands: the further back, the higher its feet and its peak. */
function layerHeights(index: number, count: number, box: Box) {
  const depth = count === 1 ? 0.5 : index / (count - 1);
  return { top: box.h * (0.34 + 0.34 * depth), base: box.h * (0.78 + 0.17 * depth) };
}

export function horizon(inputs: readonly RidgeInput[], box: Box, { dayHours = 24, startHour = 0 } = {}): Horizon {
  const x = linear([0, dayHours], [0, box.w]);
  const known = inputs.filter((ridge) => ridge.hours.some((value) => value !== null));
  const ridges = known.map((ridge, index) => {
    const { top, base } = layerHeights(index, known.length, box);
    const y = linear([0, 1], [base, top], { clamp: true });
    const points = soften(ridge.hours).map((value, step): [number, number] => [x(step / STEPS_PER_HOUR), y(value)]);
    const fill = area<[number, number]>().x((p) => p[0]).y0(box.h).y1((p) => p[1]).curve(curveBasis);
    const crest = line<[number, number]>().x((p) => p[0]).y((p) => p[1]).curve(curveBasis);
    return { key: ridge.key, fill: fill(points) ?? '', crest: crest(points) ?? '', top, base };
  });
  const ticks = [6, 12, 18].map((hour) => ({ value: (startHour + hour) % 24, at: x(hour) }));
  return { ridges, x: (hour) => x(hour), ticks };
}

/** Hills that mean nothing but calm, for doors and covers: the same seed always draws the same country. */
export function quietHills(seed: number, box: Box, layers = 3): string[] {
  let state = (seed * 2654435761) >>> 0;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  return Array.from({ length: layers }, (_, layer) => {
    const base = box.h * (0.56 + (layer * 0.42) / layers);
    const height = box.h * Math.max(0.05, 0.14 - layer * 0.028);
    const phase = random() * 2 * Math.PI;
    const pace = 0.9 + random() * 0.9;
    const points = Array.from({ length: 17 }, (_, i): [number, number] => {
      const wave = Math.sin(phase + (pace * i) / 2.4) * 0.7 + Math.sin(phase * 2 + i * 0.8) * 0.3;
      return [(box.w * i) / 16, base - height * wave];
    });
    return area<[number, number]>().x((p) => p[0]).y0(box.h).y1((p) => p[1]).curve(curveBasis)(points) ?? '';
  });
}
