/** Goals many people begin with, with targets that are round in the units the person reads. */
import { useMemo } from 'react';
import { useQuery } from '@tanstack/react-query';
import { roundTarget, type UnitSystem } from '@serenity/shared';
import { useFormat } from '../../lib/account';
import { $api, type Schemas } from '../../lib/api';

export type Preset = Schemas['Preset'];

export const presetsQuery = $api.queryOptions('get', '/v1/goal-presets', {}, { staleTime: Infinity });

export function presetIn(units: UnitSystem, preset: Preset): Preset {
  const round = (edge: number | null | undefined) => (edge == null ? null : roundTarget(edge, preset.unit, units));
  return { ...preset, target: { ...preset.target, low: round(preset.target.low), high: round(preset.target.high) } };
}

export function usePresets() {
  const { units } = useFormat();
  const { data, isPending, error, refetch } = useQuery(presetsQuery);
  const presets = useMemo(() => data?.items.map((preset) => presetIn(units, preset)), [data, units]);
  return { presets, isPending, error, refetch };
}
