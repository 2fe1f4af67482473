/** Reads and changes what a person is told; shown at once, taken back if refused. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { $api, api, ifMatch, type Schemas } from '../../lib/api';

type Preferences = Schemas['Preferences'];
export type Choices = Omit<Preferences, 'version'>;
const query = $api.queryOptions('get', '/v1/notification-preferences');

export function usePreferences() {
  const client = useQueryClient();
  const { queryKey } = query;
  const read = useQuery(query);
  const change = useMutation<Preferences, unknown, Partial<Choices>, Preferences | undefined>({
    scope: { id: 'preferences' },
    mutationFn: async (choices) => {
      const known = (await client.fetchQuery({ ...query, staleTime: Infinity })) as Preferences;
      const { version: _version, ...all } = { ...known, ...choices };
      const { data } = await api.PUT('/v1/notification-preferences', { body: all, params: { header: ifMatch(known) } });
      return data as Preferences;
    },
    onMutate: (choices) => {
      const before = client.getQueryData<Preferences>(queryKey);
      if (before !== undefined) client.setQueryData(queryKey, { ...before, ...choices });
      return before;
    },
    onSuccess: (preferences) => client.setQueryData(queryKey, preferences),
    onError: () => client.invalidateQueries({ queryKey }),
  });
  return { ...read, choose: change.mutate };
}
