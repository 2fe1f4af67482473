/** The page at /log: everything the person noted, by day, newest first. */
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { useTranslation } from 'react-i18next';
import { Plus } from 'lucide-react';
import { ownDay } from '@serenity/shared';
import { useProfile } from '../../lib/account';
import { useClock } from '../../lib/useClock';
import { kinds, type Entry, type Kind } from '../../parts/entries/kinds';
import type { EntryState } from '../../parts/entries/EntryRow';
import { openLog } from '../../parts/entries/sheet';
import { useUnsent } from '../../parts/entries/unsent';
import { Button } from '../../ui/Button';
import { EmptyState, ErrorState, Skeleton, Waiting } from '../../ui/States';
import { Page } from '../../ui/Page';
import { JournalDay } from './JournalDay';
import { JournalFilters } from './JournalFilters';
import { MoreEntries } from './MoreEntries';
import { byDay } from './byDay';
import { useJournal, type JournalFilter } from './useJournal';
import css from './Journal.module.css';

/** The filter lives in the address, so that it can be kept, shared with oneself and gone back to. */
function useFilter(today: string): [JournalFilter, (next: Partial<JournalFilter>) => void] {
  const [params, setParams] = useSearchParams();
  const asked = params.get('kind');
  const until = params.get('until');
  const filter: JournalFilter = {
    kind: kinds.find((kind) => kind === asked) ?? null,
    until: until !== null && /^\d{4}-\d{2}-\d{2}$/.test(until) && !Number.isNaN(Date.parse(until)) && until < today ? until : null,
  };
  const set = (next: Partial<JournalFilter>) => {
    const { kind, until: day } = { ...filter, ...next };
    setParams({ ...(kind === null ? {} : { kind }), ...(day === null || day >= today ? {} : { until: day }) }, { replace: true, preventScrollReset: true });
  };
  return [filter, set];
}

function NothingHere({ isFiltered, kind }: { isFiltered: boolean; kind: Kind | null }) {
  const { t } = useTranslation();
  const add = (
    <Button onPress={() => openLog(kind)} icon={<Plus size={18} strokeWidth={2} aria-hidden />}>
      {t('log.add')}
    </Button>
  );
  if (isFiltered) return <EmptyState title={t('log.journal.noneTitle')} body={t('log.journal.noneBody')} seed={5} action={add} />;
  return <EmptyState title={t('log.journal.emptyTitle')} body={t('log.journal.emptyBody')} action={add} />;
}

function Days({ entries, states, today, hasMore }: { entries: readonly Entry[]; states: ReadonlyMap<string, EntryState>; today: string; hasMore: boolean }) {
  const days = useMemo(() => byDay(entries), [entries]);
  return (
    <div className={css.days}>
      {days.map(({ on, entries: ofDay }, i) => (
        <JournalDay key={on} on={on} entries={ofDay} states={states} today={today} isOpen={hasMore && i === days.length - 1} />
      ))}
    </div>
  );
}

function LogPage() {
  const { t } = useTranslation();
  const { time_zone: zone, day_end_minutes: dayEnd } = useProfile();
  const today = ownDay(useClock(), zone, dayEnd);
  const [filter, setFilter] = useFilter(today);
  const journal = useJournal(filter);
  const unsent = useUnsent();
  const fits = (entry: Entry) => (filter.kind === null || entry.kind === filter.kind) && (filter.until === null || entry.on <= filter.until);
  const entries = [...unsent.refused.filter(fits), ...unsent.waiting.filter(fits), ...journal.entries];
  const states = new Map<string, EntryState>([...unsent.refused.map(({ id }) => [id, 'refused'] as const), ...unsent.waiting.map(({ id }) => [id, 'waiting'] as const)]);
  return (
    <Page title={t('log.title')} kicker={t('log.journal.lead')}>
      <JournalFilters filter={filter} today={today} onChange={setFilter} />
      {journal.isPending && (
        <Waiting>
          <Skeleton height={320} />
          <Skeleton height={320} />
        </Waiting>
      )}
      {journal.error !== null && entries.length === 0 && <ErrorState error={journal.error} onRetry={journal.retry} />}
      {!journal.isPending && journal.error === null && entries.length === 0 && <NothingHere isFiltered={filter.kind !== null || filter.until !== null} kind={filter.kind} />}
      {entries.length > 0 && (
        <>
          <Days entries={entries} states={states} today={today} hasMore={journal.hasMore} />
          <MoreEntries journal={journal} />
        </>
      )}
    </Page>
  );
}

export { LogPage as Component };
