/** Creates the goals chosen in the welcome, each once even when a step is repeated after a fault. */
import { useRef } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { IDEMPOTENCY_HEADER } from '@serenity/shared';
import { useFormat } from '../../lib/account';
import { api, type Schemas } from '../../lib/api';
import { presetIn, presetsQuery, type Preset } from '../../parts/goals/presets';

function bodyOf({ metric, direction, period, target }: Preset): Schemas['GoalIn'] {
  return { metric, direction, period, target };
}

export function useFirstGoals() {
  const client = useQueryClient();
  const { units } = useFormat();
  const keys = useRef(new Map<string, string>());
  const { mutateAsync, isPending, error } = useMutation({
    meta: { handled: true },
    mutationFn: async (codes: readonly string[]) => {
      const { items } = await client.ensureQueryData(presetsQuery);
      for (const preset of items.filter(({ code }) => codes.includes(code))) {
        const key = keys.current.get(preset.code) ?? crypto.randomUUID();
        keys.current.set(preset.code, key);
        await api.POST('/v1/goals', { body: bodyOf(presetIn(units, preset)), headers: { [IDEMPOTENCY_HEADER]: key } });
      }
      await client.invalidateQueries({ queryKey: ['get', '/v1/goals'] });
    },
  });
  return { create: mutateAsync, isPending, error };
}
