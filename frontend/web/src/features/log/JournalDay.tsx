/** One day of the journal: its name, how much was noted, and its entries. */
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../lib/account';
import { EntryRow, type EntryState } from '../../parts/entries/EntryRow';
import type { Entry } from '../../parts/entries/kinds';
import css from './Journal.module.css';

type Props = { on: string; entries: readonly Entry[]; states: ReadonlyMap<string, EntryState>; today: string; /** More of this day may still be to come: its entries are not counted yet. */ isOpen: boolean };
/** From here on a day is read in two columns. */
const FULL = 5;

export function JournalDay({ on, entries, states, today, isOpen }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const id = useId();
  const thisYear = on.slice(0, 4) === today.slice(0, 4);
  const date = format.day(on, 'long') + (thisYear ? '' : ` ${on.slice(0, 4)}`);
  const near = format.relativeDay(on, today);
  const isNear = near !== format.day(on, 'medium');
  return (
    <section className={css.day} data-full={entries.length >= FULL || undefined} aria-labelledby={id}>
      <header>
        <h2 id={id}>
          {isNear ? near : date}
          {isNear && <span>{date}</span>}
        </h2>
        {!isOpen && <p>{t('log.journal.count', { count: entries.length })}</p>}
      </header>
      <ul>
        {entries.map((entry) => (
          <EntryRow key={entry.id} entry={entry} state={states.get(entry.id)} />
        ))}
      </ul>
    </section>
  );
}
