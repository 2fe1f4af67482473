/** The plain statistics of a trend: average, best, and the change against the period before. */
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../lib/account';
import type { Series } from './useTrend';
import { bucketName, changeText, spanName } from './words';
import css from './Trends.module.css';

function Figure({ label, value, note }: { label: string; value: string; note: string }) {
  return (
    <div className={css.figure}>
      <dt>{label}</dt>
      <dd>
        <b>{value}</b>
        <span>{note}</span>
      </dd>
    </div>
  );
}

export function Figures({ series }: { series: Series }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { average, best, previous, unit, by } = series;
  const known = series.points.filter(({ value }) => value != null).length;
  const before = spanName({ from: previous.from_on, to: previous.to_on }, by, format);
  const change = changeText(series, t, format);
  return (
    <dl className={css.figures}>
      <Figure
        label={t('trends.average')}
        value={average == null ? '–' : format.quantity(average, unit)}
        note={t('trends.outOf', { count: known, total: format.number(series.points.length) })}
      />
      {best != null && <Figure label={t('trends.best')} value={format.quantity(best.value, unit)} note={bucketName(best.on, by, format)} />}
      <Figure
        label={t('trends.before')}
        value={change ?? '–'}
        note={previous.average == null ? t('trends.noBefore') : t(change === null ? 'trends.tooFew' : 'trends.beforeValue', { value: format.quantity(previous.average, unit), span: before })}
      />
    </dl>
  );
}
