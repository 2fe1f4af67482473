/** What was noted today, in the order of the day, with what still waits to be sent. */
import { Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Day } from '../../parts/entries/dayChange';
import { EntryRow } from '../../parts/entries/EntryRow';
import { openLog } from '../../parts/entries/sheet';
import type { Unsent } from '../../parts/entries/unsent';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import page from './Today.module.css';

export function Timeline({ day, unsent }: { day: Day; unsent: Unsent }) {
  const { t } = useTranslation();
  const waiting = new Set(unsent.waiting.map(({ id }) => id));
  const sending = new Set(unsent.onTheirWay.map(({ id }) => id));
  const stateOf = (id: string) => (waiting.has(id) ? 'waiting' : sending.has(id) ? 'sending' : 'stored');
  const add = (
    <Button variant="soft" size="s" onPress={() => openLog()} icon={<Plus size={17} strokeWidth={1.9} aria-hidden />}>
      {t('log.addShort')}
    </Button>
  );
  return (
    <Card title={t('today.timeline.title')} note={t('log.journal.count', { count: day.entries.length })} action={add}>
      {day.entries.length === 0 ? (
        <p className={page.quiet}>{t('today.timeline.empty')}</p>
      ) : (
        <ul>
          {day.entries.map((entry) => (
            <EntryRow key={entry.id} entry={entry} state={stateOf(entry.id)} />
          ))}
        </ul>
      )}
    </Card>
  );
}
