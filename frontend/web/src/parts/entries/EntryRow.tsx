/** One entry as a line of a timeline: press it to change it, or delete it and take that back. */
import { Clock3, MapPin, MessageCircleQuestionMark, Trash2 } from 'lucide-react';
import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../lib/account';
import { IconButton } from '../../ui/Button';
import { KindIcon } from './KindIcon';
import type { Entry } from './kinds';
import { lookAtRefused } from './refused';
import { openEntry } from './sheet';
import { isUnsent, writeIdOf } from './unsent';
import { entryWords, type EntryWords } from './words';
import { useRemoveEntry } from './writes';
import css from './EntryRow.module.css';

export type EntryState = 'stored' | 'waiting' | 'sending' | 'refused';
type Unsettled = Exclude<EntryState, 'stored'>;
const says = { waiting: 'log.waiting', sending: 'log.sending', refused: 'log.refused.state' } as const;
const marks = { waiting: Clock3, sending: Clock3, refused: MessageCircleQuestionMark };

function StateMark({ state }: { state: Unsettled }) {
  const { t } = useTranslation();
  const Mark = marks[state];
  return (
    <span className={css.state}>
      <Mark size={14} strokeWidth={1.8} aria-hidden />
      {t(says[state])}
    </span>
  );
}

function Words({ words, state }: { words: EntryWords; state: EntryState }) {
  return (
    <span className={css.words}>
      <span className={css.main}>
        <span className={css.title}>{words.title}</span>
        {words.value !== '' && <span className={css.value}>{words.value}</span>}
      </span>
      {words.note !== null && <span className={css.note}>{words.note}</span>}
      {words.place !== null && (
        <span className={css.place}>
          <MapPin size={13} strokeWidth={1.8} aria-hidden />
          {words.place}
        </span>
      )}
      {state !== 'stored' && <StateMark state={state} />}
    </span>
  );
}

export function EntryRow({ entry, state = 'stored' }: { entry: Entry; state?: EntryState | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const remove = useRemoveEntry();
  const words = entryWords(entry, t, format);
  const named = { title: words.title, when: words.when };
  return (
    <li className={css.row} data-state={state}>
      <time className={css.when} dateTime={entry.started_at ?? entry.on}>
        {words.when}
      </time>
      <KindIcon kind={entry.kind} />
      {isUnsent(entry) && state !== 'refused' ? (
        <span className={css.press}>
          <Words words={words} state={state} />
        </span>
      ) : (
        <Button className={css.press ?? ''} onPress={() => (state === 'refused' ? void lookAtRefused(writeIdOf(entry)) : openEntry(entry))}>
          <span className="sr">{t('log.row.edit', named)}</span>
          <Words words={words} state={state} />
        </Button>
      )}
      {state !== 'sending' && (
        <span className={css.remove}>
          <IconButton label={t('log.row.delete', named)} onPress={() => remove.mutate(entry)}>
            <Trash2 size={17} strokeWidth={1.6} />
          </IconButton>
        </span>
      )}
    </li>
  );
}
