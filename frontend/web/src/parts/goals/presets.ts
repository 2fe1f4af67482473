/** Goals many people begin with, with targets that are round in the units the person reads. */
import { useMemo } from 'react';
import { useQuery } from '@tanstack/react-query';
import { roundTarget, type UnitSystem } from '@serenity/shared';
import { useFormat } from '../../lib/account';
import { $api, type Schemas } from '../../lib/api';

export type Preset = Schemas['Preset'];

export const presetsQuery = $api.queryOptions('get', '/v1/goal-presets', {}, { staleTime: Infinity });

export function presetIn(units: UnitSystem, preset: Preset): Preset {
  const edges = Object.entries(preset.target).map(([edge, value]) => [edge, value === null ? null : roundTarget(value, preset.unit, units)]);
  return { ...preset, target: Object.fromEntries(edges) };
}

export function usePresets() {
  const { units } = useFormat();
  const { data, isPending, error, refetch } = useQuery(presetsQuery);
  const presets = useMemo(() => data?.items.map((preset) => presetIn(units, preset)), [data, units]);
  return { presets, isPending, error, refetch };
}
