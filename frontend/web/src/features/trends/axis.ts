/** The value axis in the unit the person reads, so that its ticks are round there: 8 h, not 28,800 s. */
import { unitRule, type Format } from '@serenity/shared';
import type { Series } from './useTrend';

const HOUR = 3600;
/** From two hours on, durations are read in hours. */
const LONG = 2 * HOUR;
const LITRE = 1000;

type Axis = { scale: number; label: (tick: number) => string };

export function axisOf({ points, unit }: Pick<Series, 'points' | 'unit'>, format: Format): Axis {
  const highest = Math.max(0, ...points.map(({ value }) => value ?? 0));
  const { perStored } = unitRule(unit, format.units);
  const isHours = unit === 's' && highest >= LONG;
  const isLitres = unit === 'ml' && perStored === 1 && highest >= LITRE;
  const scale = isHours ? 1 / HOUR : isLitres ? 1 / LITRE : perStored;
  return { scale, label: (tick) => (tick === 0 ? format.number(0) : format.quantity(tick / scale, unit)) };
}
