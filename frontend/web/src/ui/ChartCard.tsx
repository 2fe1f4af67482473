/** Every chart has the same five things: a title with its period, a sentence, a picture, a key and the same numbers as a table. */
import { useId, useState, type ReactNode } from 'react';
import { Table2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Box } from '@serenity/shared';
import { useSize } from '../lib/useSize';
import { IconToggle } from './Button';
import { DataTable, type TableContent } from './DataTable';
import css from './ChartCard.module.css';

type Props = {
  title: string;
  period: string;
  /** The one figure, large; then what it means, in words. */
  figure: ReactNode;
  sentence: ReactNode;
  /** What the picture shows, for those who do not see it. */
  alt: string;
  /** The rule behind the figure, where the words alone do not say it. */
  rule?: string;
  legend?: readonly { label: string; swatch: string; isLine?: boolean }[];
  table: () => TableContent;
  height?: number;
  action?: ReactNode;
  /** What lies over the picture, to point at it. */
  overlay?: ReactNode;
  children: (box: Box) => ReactNode;
};

export function ChartCard({ title, period, figure, sentence, alt, rule, legend, table, height = 200, action, overlay, children }: Props) {
  const { t } = useTranslation();
  const [asTable, setAsTable] = useState(false);
  const [ref, box] = useSize<HTMLDivElement>({ w: 320, h: height });
  const id = useId();
  return (
    <section className={css.card} aria-labelledby={id}>
      <header className={css.head}>
        <div>
          <h2 id={id}>{title}</h2>
          <p className={css.period}>{period}</p>
        </div>
        <div className={css.actions}>
          {action}
          <IconToggle label={t(asTable ? 'common.table.hide' : 'common.table.show', { title })} isSelected={asTable} onChange={setAsTable}>
            <Table2 size={18} strokeWidth={1.6} />
          </IconToggle>
        </div>
      </header>
      <p className={css.figure}>{figure}</p>
      <p className={css.sentence}>{sentence}</p>
      <div ref={ref} className={css.plot} style={{ minHeight: height }}>
        {asTable ? (
          <div className={css.scroll} role="region" tabIndex={0} aria-label={t('common.table.region', { title })}>
            <DataTable caption={alt} {...table()} />
          </div>
        ) : (
          <>
            <svg role="img" aria-label={alt} viewBox={`0 0 ${box.w} ${box.h}`}>
              {children(box)}
            </svg>
            {overlay}
          </>
        )}
      </div>
      {legend !== undefined && legend.length > 0 && (
        <ul className={css.legend}>
          {legend.map(({ label, swatch, isLine }) => (
            <li key={label}>
              <span className={isLine ? css.dashes : css.swatch} style={{ color: swatch }} />
              {label}
            </li>
          ))}
        </ul>
      )}
      {rule !== undefined && <p className={css.rule}>{rule}</p>}
    </section>
  );
}

export { css as chartCss };
