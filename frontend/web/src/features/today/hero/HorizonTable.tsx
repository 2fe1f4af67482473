/** The same hours as rows and columns; made only when asked for. */
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../lib/account';
import { DataTable } from '../../../ui/DataTable';
import type { DayPicture } from './model';
import { layers, minutesText } from './words';
import css from './Hero.module.css';

export function HorizonTable({ picture }: { picture: DayPicture }) {
  const { t } = useTranslation();
  const format = useFormat();
  const head = [t('today.table.hour'), ...layers.map((layer) => t(`today.layer.${layer}`))];
  const rows = picture.facts
    .filter((facts) => !facts.isFuture)
    .map((facts) => [format.time(facts.startsAt)].concat(layers.map((layer) => minutesText(picture, facts, layer, format))));
  return (
    <div className={css.table} tabIndex={0} role="region" aria-label={t('common.table.region', { title: t('today.hero.title') })}>
      <DataTable caption={t('today.table.caption')} head={head} rows={rows} />
    </div>
  );
}
