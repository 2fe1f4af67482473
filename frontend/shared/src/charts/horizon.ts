/** Hills without data, for what is scenery: doors, covers, empty pages. */
import { area, curveBasis } from 'd3-shape';
import type { Box } from './types';

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
