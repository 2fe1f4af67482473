/** The last seven periods of a goal: full when met, a ring when missed, a speck when unknown, dashed while open. Form says what colour says. */
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../lib/account';
import { metricColour } from '../../parts/goals/look';
import type { Progress } from './goalWords';
import css from './Goals.module.css';

type Mark = 'met' | 'missed' | 'unknown' | 'open';

function markOf(period: Progress['recent'][number], present: string): Mark {
  if (period.met === true) return 'met';
  if (period.on === present) return 'open';
  return period.met === false ? 'missed' : 'unknown';
}

export function PeriodDots({ progress }: { progress: Progress }) {
  const { t } = useTranslation();
  const format = useFormat();
  const marks = progress.recent.map((period) => ({ on: period.on, mark: markOf(period, progress.period_on) }));
  const spoken = marks.map(({ on, mark }) => `${format.day(on, progress.goal.period === 'day' ? 'medium' : 'short')} ${t(`today.goal.mark.${mark}`)}`).join(', ');
  return (
    <span className={css.dots} role="img" aria-label={spoken} style={{ color: metricColour(progress.goal.metric) }}>
      {marks.map(({ on, mark }) => (
        <i key={on} data-mark={mark} />
      ))}
    </span>
  );
}
