/** Converts between the units the API stores and those a person chose to read and type. */

export type UnitSystem = 'metric' | 'imperial';
/** The API's canonical units: seconds, kilocalories, millilitres, metres, kilograms, counts and levels. */
export type StoredUnit = 's' | 'kcal' | 'ml' | 'm' | 'kg' | 'count' | 'level';
/** A unit's name in the catalogue (units.*), or null when the number stands alone. */
export type DisplayUnit = 'kcal' | 'ml' | 'flOz' | 'kg' | 'lb' | 'km' | 'mi' | 'min' | null;
/** How one stored unit is shown and typed. */
export type UnitRule = { unit: DisplayUnit; perStored: number; digits: number; step: number };

const metric: Record<StoredUnit, UnitRule> = {
  s: { unit: 'min', perStored: 1 / 60, digits: 0, step: 5 },
  kcal: { unit: 'kcal', perStored: 1, digits: 0, step: 10 },
  ml: { unit: 'ml', perStored: 1, digits: 0, step: 50 },
  m: { unit: 'km', perStored: 0.001, digits: 2, step: 0.1 },
  kg: { unit: 'kg', perStored: 1, digits: 1, step: 0.1 },
  count: { unit: null, perStored: 1, digits: 0, step: 1 },
  level: { unit: null, perStored: 1, digits: 1, step: 1 },
};

const imperial: Partial<Record<StoredUnit, UnitRule>> = {
  ml: { unit: 'flOz', perStored: 1 / 29.5735295625, digits: 1, step: 1 },
  m: { unit: 'mi', perStored: 1 / 1609.344, digits: 2, step: 0.1 },
  kg: { unit: 'lb', perStored: 1 / 0.45359237, digits: 1, step: 0.2 },
};

function isStored(unit: string): unit is StoredUnit {
  return unit in metric;
}

/** A unit the API may add later is shown as a plain number rather than refused. */
export function unitRule(unit: string, system: UnitSystem): UnitRule {
  const stored = isStored(unit) ? unit : 'count';
  return (system === 'imperial' ? imperial[stored] : undefined) ?? metric[stored];
}

/** From the stored unit to the one on screen, rounded to the digits shown there. */
export function toDisplay(stored: number, unit: string, system: UnitSystem): number {
  const { perStored, digits } = unitRule(unit, system);
  return round(stored * perStored, digits);
}

/** From what a person typed back to the stored unit, fine enough that a round trip shows the same number. */
export function toStored(shown: number, unit: string, system: UnitSystem): number {
  return round(shown / unitRule(unit, system).perStored, 3);
}

/** A target meant in one system, as people would say it in the other: 20 km is 12 miles, not 12.43. */
export function roundTarget(stored: number, unit: string, system: UnitSystem): number {
  if (system === 'metric' || !isStored(unit) || imperial[unit] === undefined) return stored;
  return toStored(Math.max(1, Math.round(toDisplay(stored, unit, system))), unit, system);
}

export function round(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round((value + Number.EPSILON) * factor) / factor;
}
