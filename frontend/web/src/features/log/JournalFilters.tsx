/** Narrows the journal to one kind, or goes to a date. */
import { Radio, RadioGroup } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { kindLooks, kinds, type Kind } from '../../parts/entries/kinds';
import { Button } from '../../ui/Button';
import { soon } from '../../ui/soon';
import type { JournalFilter } from './useJournal';
import css from './Journal.module.css';

const DateField = soon(async () => (await import('../../ui/DateTime')).DateField);

type Props = { filter: JournalFilter; today: string; onChange: (next: Partial<JournalFilter>) => void };

function KindFilter({ kind, onChange }: { kind: Kind | null; onChange: (kind: Kind | null) => void }) {
  const { t } = useTranslation();
  return (
    <RadioGroup aria-label={t('log.journal.filter')} value={kind ?? 'all'} onChange={(id) => onChange(kinds.find((known) => known === id) ?? null)} orientation="horizontal" className={css.kinds ?? ''}>
      <Radio value="all" className={css.kind ?? ''}>
        {t('log.journal.all')}
      </Radio>
      {kinds.map((id) => {
        const { Icon } = kindLooks[id];
        return (
          <Radio key={id} value={id} className={css.kind ?? ''}>
            <Icon size={16} strokeWidth={1.8} aria-hidden />
            {t(`log.kind.${id}`)}
          </Radio>
        );
      })}
    </RadioGroup>
  );
}

export function JournalFilters({ filter, today, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <div className={css.filters}>
      <KindFilter kind={filter.kind} onChange={(kind) => onChange({ kind })} />
      <div className={css.jump}>
        <DateField label={t('log.journal.until')} hideLabel value={filter.until ?? today} max={today} onChange={(until) => onChange({ until })} />
        {filter.until !== null && (
          <Button variant="plain" size="s" onPress={() => onChange({ until: null })}>
            {t('log.journal.clear')}
          </Button>
        )}
      </div>
    </div>
  );
}
