/** Puts a goal into words, the same everywhere: "Sleep", "at least 8 h a day". */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../lib/api';
import { useFormat } from '../../lib/account';

export type Spoken = Pick<Schemas['Goal'], 'direction' | 'period' | 'target' | 'unit'>;
const measured = [
  'sleep_duration',
  'sleep_quality',
  'energy_intake',
  'water',
  'activity_duration',
  'distance',
  'effort',
  'steps',
  'meditation',
  'mood',
  'weight',
] as const;
export type MetricCode = (typeof measured)[number];

/** Units whose readings are averaged or replaced, never added up: "4 on average over the week", not "4 a week". */
export const levels: ReadonlySet<string> = new Set(['level', 'kg']);

export function isMetric(code: string): code is MetricCode {
  return (measured as readonly string[]).includes(code);
}

export function useGoalText() {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(() => {
    /** A metric this client does not know yet is shown by its code rather than hidden. */
    const metric = (code: string): string => (isMetric(code) ? t(`metrics.name.${code}`) : code);
    const amount = ({ target: { low, high }, direction, unit }: Spoken): string => {
      const [from, to] = [format.parts(low ?? 0, unit), format.parts(high ?? 0, unit)];
      // Of a range the unit is said once: "between 1,700 and 2,500 kcal".
      const isOnce = direction === 'range' && from.unit === to.unit;
      return t(`metrics.target.${direction}`, { low: isOnce ? from.value : format.quantity(low ?? 0, unit), high: format.quantity(high ?? 0, unit) });
    };
    const target = (goal: Spoken): string => `${amount(goal)} ${t(`metrics.${levels.has(goal.unit) ? 'over' : 'per'}.${goal.period}`)}`;
    return { metric, amount, target };
  }, [t, format]);
}
