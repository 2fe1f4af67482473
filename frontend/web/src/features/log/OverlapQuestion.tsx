/** Two nights claim the same hours: asks which one is right instead of keeping both. */
import { useEffect, useRef } from 'react';
import { MoonStar } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../lib/account';
import { Button } from '../../ui/Button';
import type { Overlap } from './useLogForm';
import css from './LogSheet.module.css';

type Props = { overlaps: readonly Overlap[]; isSending: boolean; onReplace: () => void; onMine: () => void };

export function OverlapQuestion({ overlaps, isSending, onReplace, onMine }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => ref.current?.focus(), []);
  return (
    <div ref={ref} role="alert" tabIndex={-1} className={css.question}>
      <MoonStar size={22} strokeWidth={1.7} aria-hidden />
      <div>
        <h3>{t('log.overlap.title')}</h3>
        <p>{t('log.overlap.body')}</p>
        <ul>
          {overlaps.map((sleep) => (
            <li key={sleep.id}>
              {format.dateTime(sleep.started_at)} – {format.time(sleep.ended_at)}
            </li>
          ))}
        </ul>
        <div className={css.answers}>
          <Button size="s" isPending={isSending} onPress={onReplace}>
            {t('log.overlap.replace')}
          </Button>
          <Button size="s" variant="soft" onPress={onMine}>
            {t('log.overlap.mine')}
          </Button>
        </div>
      </div>
    </div>
  );
}
