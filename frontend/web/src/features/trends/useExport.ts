/** The figures of a trend as a file; a failure is told like any other, and pressing again tries again. */
import { useMutation } from '@tanstack/react-query';
import { api } from '../../lib/api';
import { saveFile } from '../../lib/saveFile';
import type { SeriesQuery } from './useTrend';

async function load(query: SeriesQuery): Promise<void> {
  const { data, response } = await api.GET('/v1/series/export', { params: { query }, parseAs: 'blob' });
  const name = /filename="?([^";]+)/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  saveFile(data as unknown as Blob, name ?? `serenity-${query.metric}.csv`);
}

export function useExport(query: SeriesQuery) {
  const { mutate, isPending } = useMutation({ mutationFn: async () => load(query) });
  return { save: () => mutate(), isSaving: isPending };
}
