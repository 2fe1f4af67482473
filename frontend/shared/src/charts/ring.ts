/** Draws progress as an arc, so that every goal has the same picture. */
import { arc } from 'd3-shape';

/** Path of the travelled part of a ring, centred on the origin; fraction is held between 0 and 1. */
export function ringArc(fraction: number, radius: number, thickness: number): string {
  const share = Math.min(1, Math.max(0, fraction));
  const drawn = arc().cornerRadius(thickness / 2);
  return drawn({ innerRadius: radius - thickness, outerRadius: radius, startAngle: 0, endAngle: share * 2 * Math.PI }) ?? '';
}
