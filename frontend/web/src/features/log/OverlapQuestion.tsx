/** A sleep that may be noted already: asks which one is right, or whether it is one more, instead of keeping both. */
import { useEffect, useRef } from 'react';
import { MoonStar } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../lib/account';
import { Button } from '../../ui/Button';
import type { Answer, Question } from './useLogForm';
import css from './LogSheet.module.css';

type Props = { question: Question; onAnswer: (answer: Answer) => void; onMine: () => void };

function useSaid() {
  const { t } = useTranslation();
  const format = useFormat();
  return ({ on, started_at: start, ended_at: end, duration_seconds: seconds }: Question['overlaps'][number]) =>
    start == null || end == null ? t('log.overlap.unknownTimes', { duration: format.quantity(seconds ?? 0, 's'), date: format.day(on, 'medium') }) : `${format.dateTime(start)} – ${format.time(end)}`;
}

export function OverlapQuestion({ question, onAnswer, onMine }: Props) {
  const { t } = useTranslation();
  const say = useSaid();
  const { overlaps, canAdd } = question;
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => ref.current?.focus(), []);
  return (
    <div ref={ref} role="alert" tabIndex={-1} className={css.question}>
      <MoonStar size={22} strokeWidth={1.7} aria-hidden />
      <div>
        <h3>{t(canAdd ? 'log.overlap.sameDayTitle' : 'log.overlap.title')}</h3>
        <p>{t(canAdd ? 'log.overlap.sameDayBody' : 'log.overlap.body')}</p>
        <ul>
          {overlaps.map((sleep) => (
            <li key={sleep.id}>{say(sleep)}</li>
          ))}
        </ul>
        <div className={css.answers}>
          {canAdd && (
            <Button size="s" onPress={() => onAnswer('add')}>
              {t('log.overlap.add')}
            </Button>
          )}
          <Button size="s" variant={canAdd ? 'soft' : 'primary'} onPress={() => onAnswer('replace')}>
            {t(canAdd ? 'log.overlap.sameDayReplace' : 'log.overlap.replace')}
          </Button>
          <Button size="s" variant="soft" onPress={onMine}>
            {t('log.overlap.mine')}
          </Button>
        </div>
      </div>
    </div>
  );
}
