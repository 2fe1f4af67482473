/** Five weeks of moods as a calendar of dots, larger when brighter. Shown only when a mood is known. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { addDays, dayRange, dots, isoWeekday, type Box, type Point } from '@serenity/shared';
import { useFormat } from '../../lib/account';
import { $api } from '../../lib/api';
import { moodWord } from '../../parts/entries/words';
import { Card } from '../../ui/Card';
import { ChartCard, chartCss } from '../../ui/ChartCard';
import { ErrorState, Skeleton } from '../../ui/States';
import css from './Cards.module.css';

const WEEKS = 5;
const HEAD = 22;
const HEIGHT = 220;
const CARD = 468;
const BRIGHT = 3.5;

function Dots({ points, box, today }: { points: readonly Point[]; box: Box; today: string }) {
  const format = useFormat();
  const week = dayRange(points[0]?.key ?? today, addDays(points[0]?.key ?? today, 6));
  const shapes = dots(points, 1, { w: box.w, h: box.h - HEAD });
  return (
    <>
      {week.map((day, i) => (
        <text key={day} className={chartCss.axis} x={(box.w / 7) * (i + 0.5)} y={10} textAnchor="middle">
          {format.day(day, 'narrow')}
        </text>
      ))}
      <g transform={`translate(0 ${HEAD})`}>
        {shapes.map(({ key, cx, cy, r, value }) =>
          value === null ? (
            <circle key={key} cx={cx} cy={cy} r={key === today ? 9 : 2.5} className={key === today ? css.open : css.unknown} />
          ) : (
            <circle key={key} cx={cx} cy={cy} r={r} fill={`var(--data-mood-${Math.round(value)})`} />
          ),
        )}
      </g>
    </>
  );
}

export function MoodCard({ on }: { on: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const from = addDays(on, 1 - isoWeekday(on) - (WEEKS - 1) * 7);
  const { data, isPending, error, refetch } = useQuery($api.queryOptions('get', '/v1/series', { params: { query: { metric: 'mood', from_on: from, to_on: on, by: 'day' } } }));
  const points: Point[] = (data?.points ?? []).map((point) => ({ key: point.on, value: point.value ?? null }));
  const known = points.flatMap(({ value }) => (value === null ? [] : [value]));
  if (isPending) return <Skeleton height={CARD} />;
  if (data === undefined) {
    return (
      <Card title={t('log.kind.mood')}>
        <ErrorState error={error} onRetry={() => void refetch()} />
      </Card>
    );
  }
  if (known.length === 0) return null;
  const bright = known.filter((value) => value >= BRIGHT).length;
  const legend = ([1, 2, 3, 4, 5] as const).map((level) => ({ label: t(`log.mood.${level}`), swatch: `var(--data-mood-${level})` }));
  return (
    <ChartCard
      title={t('log.kind.mood')}
      period={t('today.mood.period')}
      figure={t('today.mood.bright', { count: bright })}
      sentence={t('today.mood.of', { count: known.length })}
      alt={t('today.mood.alt', { bright, count: known.length })}
      rule={t('today.mood.rule', { bright: format.number(BRIGHT, 1) })}
      legend={legend}
      height={HEIGHT}
      table={() => ({
        head: [t('today.table.day'), t('log.kind.mood')],
        rows: points.toReversed().map(({ key, value }) => [format.day(key, 'medium'), value === null ? '–' : moodWord(t, value)]),
      })}
    >
      {(box) => <Dots points={points} box={box} today={on} />}
    </ChartCard>
  );
}
