/** One metric over time: its figure, its picture with the goal, and the same as a table or a file. */
import { useState } from 'react';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../lib/account';
import { metricColour } from '../../parts/goals/look';
import { useGoalText } from '../../parts/goals/text';
import { Button } from '../../ui/Button';
import { ChartCard } from '../../ui/ChartCard';
import { TrendChart } from './TrendChart';
import { Walk } from './Walk';
import { bucketName, spanName, summary } from './words';
import type { Goal } from './goals';
import { useExport } from './useExport';
import type { Series, SeriesQuery } from './useTrend';

const HEIGHT = 320;

type Props = { series: Series; goals: readonly Goal[]; query: SeriesQuery };

function useTable({ points, unit, by }: Series) {
  const { t } = useTranslation();
  const format = useFormat();
  return () => ({
    head: [t(`trends.bucket.${by}`), t('trends.value'), t('trends.days')],
    rows: points.toReversed().map(({ on, value, days }) => [bucketName(on, by, format), value == null ? '–' : format.quantity(value, unit), format.number(days)]),
  });
}

export function TrendCard({ series, goals, query }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useGoalText().metric(series.metric);
  const file = useExport(query);
  const [index, setIndex] = useState<number | null>(null);
  const looked = index === null ? undefined : series.points[index];
  const shown = looked === undefined ? series.average : looked.value;
  const figure = shown == null ? '–' : format.quantity(shown, series.unit);
  const sentence = looked === undefined ? t(`trends.averageOf.${series.by}`) : bucketName(looked.on, series.by, format);
  const colour = metricColour(series.metric);
  const legend = [{ label: name, swatch: colour }, ...(goals.length === 0 ? [] : [{ label: t('trends.goal', { count: goals.length }), swatch: 'var(--c-ink-soft)', isLine: true }])];
  return (
    <ChartCard
      title={name}
      period={spanName({ from: series.from_on, to: series.to_on }, series.by, format)}
      figure={figure}
      sentence={sentence}
      alt={summary(series, name, t, format)}
      legend={legend}
      table={useTable(series)}
      height={HEIGHT}
      overlay={<Walk series={series} index={index} onWalk={setIndex} />}
      action={
        <Button variant="plain" size="s" isPending={file.isSaving} onPress={file.save} icon={<Download size={17} strokeWidth={1.7} aria-hidden />}>
          CSV
        </Button>
      }
    >
      {(box) => <TrendChart series={series} goals={goals} colour={colour} box={box} index={index} />}
    </ChartCard>
  );
}
