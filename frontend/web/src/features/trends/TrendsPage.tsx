/** The page at /trends: any metric by day, week, month or year, as a picture, as figures, as a table, as a file. */
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../lib/account';
import { useGoalText } from '../../parts/goals/text';
import { openLog } from '../../parts/entries/sheet';
import { Button, IconButton } from '../../ui/Button';
import { SegmentedControl } from '../../ui/Choice';
import { Page } from '../../ui/Page';
import { PartError } from '../../ui/Problem';
import { soon } from '../../ui/soon';
import { EmptyState, ErrorState, Skeleton, Waiting } from '../../ui/States';
import { Figures } from './Figures';
import { bys } from './span';
import { TrendCard } from './TrendCard';
import { useTrend } from './useTrend';
import { spanName } from './words';
import css from './Trends.module.css';

const Select = soon(async () => (await import('../../ui/Select')).Select<string>);

type Trend = ReturnType<typeof useTrend>;

function Controls({ trend }: { trend: Trend }) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useGoalText();
  const { data: metrics, error, refetch } = trend.metrics;
  const options = (metrics?.items ?? []).map(({ code }) => ({ id: code, label: text.metric(code) }));
  return (
    <div className={css.controls}>
      <Select label={t('trends.metric')} hideLabel options={options} value={trend.metric} onChange={trend.setMetric} isDisabled={options.length === 0} />
      <SegmentedControl label={t('trends.by')} hideLabel choices={bys.map((id) => ({ id, label: t(`trends.bys.${id}`) }))} value={trend.by} onChange={trend.setBy} />
      <div className={css.turn}>
        <IconButton label={t('trends.earlier')} onPress={() => trend.setBack(trend.back + 1)}>
          <ChevronLeft size={20} strokeWidth={1.8} />
        </IconButton>
        <p aria-live="polite">{spanName(trend.span, trend.by, format)}</p>
        <IconButton label={t('trends.later')} isDisabled={trend.back === 0} onPress={() => trend.setBack(trend.back - 1)}>
          <ChevronRight size={20} strokeWidth={1.8} />
        </IconButton>
      </div>
      {metrics === undefined && error !== null && <PartError text={t('trends.metricsFailed')} onRetry={() => void refetch()} />}
    </div>
  );
}

function Body({ trend }: { trend: Trend }) {
  const { t } = useTranslation();
  const { data, isPending, error, refetch, isPlaceholderData } = trend.series;
  if (isPending) {
    return (
      <Waiting>
        <Skeleton height={520} />
        <Skeleton height={112} />
      </Waiting>
    );
  }
  if (data === undefined) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data.points.every(({ value }) => value == null) && !isPlaceholderData) {
    const action = (
      <Button variant="soft" onPress={() => openLog(null)}>
        {t('trends.note')}
      </Button>
    );
    return <EmptyState title={t('trends.emptyTitle')} body={t('trends.emptyBody')} action={action} seed={11} />;
  }
  return (
    <div className={css.body} data-stale={isPlaceholderData || undefined}>
      <TrendCard key={data.metric} series={data} goals={trend.goals} query={trend.query} />
      <Figures series={data} />
    </div>
  );
}

function TrendsPage() {
  const { t } = useTranslation();
  const trend = useTrend();
  return (
    <Page title={t('trends.title')} kicker={t('trends.lead')}>
      <Controls trend={trend} />
      <Body trend={trend} />
    </Page>
  );
}

export { TrendsPage as Component };
