/** The last seven nights as river stones from bed to waking, wider when the night was good. Shown only when a night is known. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { addDays, sleepStones, type Box } from '@serenity/shared';
import { useFormat } from '../../lib/account';
import { $api } from '../../lib/api';
import { Card } from '../../ui/Card';
import { ChartCard, chartCss } from '../../ui/ChartCard';
import { ErrorState, Skeleton } from '../../ui/States';
import { sleepWeek, type NightFacts, type SleepWeek } from './sleepWeek';
import css from './Cards.module.css';

const AXIS = 44;
const FOOT = 24;
const HEIGHT = 220;
const CARD = 440;

function Stones({ nights, box }: { nights: readonly NightFacts[]; box: Box }) {
  const format = useFormat();
  const plot = { w: box.w - AXIS, h: box.h - FOOT };
  const { stones, columns, ticks } = sleepStones(nights, plot);
  const last = nights.at(-1)?.key;
  return (
    <>
      {ticks.map(({ value, at }) => (
        <g key={value}>
          <line className={chartCss.grid} x1={AXIS} x2={box.w} y1={at} y2={at} />
          <text className={chartCss.axis} x={0} y={at + 4}>
            {format.hour(value)}
          </text>
        </g>
      ))}
      <g transform={`translate(${AXIS} 0)`}>
        {stones.map((stone) => (
          <path key={`${stone.key}${stone.y0}`} d={stone.path} className={stone.key === last ? css.lastNight : css.night} />
        ))}
        {columns.map(({ key, cx }, i) => (
          <g key={key}>
            {nights[i]?.spans.length === 0 && <circle cx={cx} cy={plot.h / 2} r={nights[i]?.seconds === null ? 2.5 : 6} className={nights[i]?.seconds === null ? css.unknown : css.lengthOnly} />}
            <text className={`${chartCss.axis} ${key === last ? css.present : ''}`} x={cx} y={box.h - 2} textAnchor="middle">
              {format.day(key, 'narrow')}
            </text>
          </g>
        ))}
      </g>
    </>
  );
}

function useWords({ nights, last, average }: SleepWeek) {
  const { t } = useTranslation();
  const format = useFormat();
  const known = nights.filter(({ seconds }) => seconds !== null);
  const difference = last === null || average === null ? null : Math.round((last - average) / 60);
  const figure = last === null ? t('today.sleep.noLast') : t('today.sleep.last', { duration: format.duration(last / 60) });
  const key = difference === null || known.length < 2 ? null : difference === 0 ? 'same' : difference > 0 ? 'more' : 'less';
  const usual = average === null ? '' : format.duration(average / 60);
  const sentence = key === null ? t('today.sleep.average', { duration: usual }) : t(`today.sleep.${key}`, { difference: format.duration(Math.abs(difference ?? 0)), average: usual });
  const text = (night: NightFacts) => (night.seconds === null ? '–' : format.duration(night.seconds / 60));
  const clock = (night: NightFacts) => night.spans.map(({ bed, wake }) => `${format.clock(bed * 60)} – ${format.clock(wake * 60)}`).join(', ') || '–';
  const rows = nights.toReversed().map((night) => [format.day(night.key, 'medium'), text(night), clock(night)]);
  return { figure, sentence, rows, alt: t('today.sleep.alt', { count: known.length, average: usual }) };
}

export function SleepCard({ on }: { on: string }) {
  const { t } = useTranslation();
  const { data, isPending, error, refetch } = useQuery($api.queryOptions('get', '/v1/entries', { params: { query: { kind: 'sleep', from_on: addDays(on, -6), to_on: on, limit: 50 } } }));
  const week = sleepWeek(data?.items ?? [], on);
  const words = useWords(week);
  if (isPending) return <Skeleton height={CARD} />;
  if (data === undefined) {
    return (
      <Card title={t('log.kind.sleep')}>
        <ErrorState error={error} onRetry={() => void refetch()} />
      </Card>
    );
  }
  if (data.items.length === 0) return null;
  const legend = [
    { label: t('today.sleep.lastNight'), swatch: 'var(--data-sleep-rem)' },
    { label: t('today.sleep.before'), swatch: 'var(--data-sleep-light)' },
  ];
  return (
    <ChartCard
      title={t('log.kind.sleep')}
      period={t('today.sleep.period')}
      figure={words.figure}
      sentence={words.sentence}
      alt={words.alt}
      legend={legend}
      height={HEIGHT}
      table={() => ({ head: [t('today.table.night'), t('log.field.minutes'), t('today.table.hours')], rows: words.rows })}
    >
      {(box) => <Stones nights={week.nights} box={box} />}
    </ChartCard>
  );
}
