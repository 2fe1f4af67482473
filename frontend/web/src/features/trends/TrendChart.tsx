/** The picture of a trend: bars for what adds up, a line for what varies, the goal drawn over both, and a cursor on the point one reads. */
import type { Box, GoalShape } from '@serenity/shared';
import { axisOf } from './axis';
import { useFormat } from '../../lib/account';
import { chartCss } from '../../ui/ChartCard';
import { AXIS, shapesOf } from './geometry';
import { tickName } from './words';
import type { By } from './span';
import type { Goal } from './goals';
import type { Series } from './useTrend';
import css from './Trends.module.css';

type Props = { series: Series; goals: readonly Goal[]; colour: string; box: Box; index: number | null };

const TICK_ROOM = 74;

function Goals({ lines, rooms }: GoalShape) {
  return (
    <>
      {rooms.map(({ x1, x2, y, h }, at) => (
        <rect key={at} x={x1} width={x2 - x1} y={y} height={Math.max(0, h)} className={css.range} />
      ))}
      {lines.map(({ x1, x2, y }, at) => (
        <line key={at} x1={x1} x2={x2} y1={y} y2={y} className={css.goal} />
      ))}
    </>
  );
}

function Labels({ series, by, at, height }: { series: Series; by: By; at: (i: number) => number; height: number }) {
  const format = useFormat();
  const width = Math.abs(at(series.points.length - 1) - at(0)) || 1;
  const every = Math.max(1, Math.ceil((series.points.length * TICK_ROOM) / width));
  const last = series.points.length - 1;
  return series.points.map(({ on }, i) =>
    (last - i) % every === 0 ? (
      <text key={on} className={chartCss.axis} x={at(i)} y={height} textAnchor={i === last && every > 1 ? 'end' : 'middle'}>
        {tickName(on, by, format)}
      </text>
    ) : null,
  );
}

export function TrendChart({ series, goals, colour, box, index }: Props) {
  const format = useFormat();
  const axis = axisOf(series, format);
  const { plot, wanted, ticks, columns, line, area, marks, at } = shapesOf(series, goals, box, axis.scale);
  return (
    <>
      {ticks.map(({ value, at: y }) => (
        <g key={value}>
          <line className={chartCss.grid} x1={AXIS} x2={box.w} y1={y} y2={y} />
          <text className={chartCss.axis} x={0} y={y + 4}>
            {axis.label(value)}
          </text>
        </g>
      ))}
      <g transform={`translate(${AXIS} 0)`}>
        {index !== null && <line className={css.cursor} x1={at(index)} x2={at(index)} y1={0} y2={plot.h} />}
        {area !== '' && <path d={area} fill={colour} className={css.area} />}
        {columns.map((bar) => (
          <path key={bar.key} d={bar.path} fill={colour} className={index === null || series.points[index]?.on === bar.key ? css.bar : css.dim} />
        ))}
        {line !== '' && <path d={line} fill="none" stroke={colour} className={css.line} />}
        {marks.map((mark) => (
          <circle key={mark.key} cx={mark.x} cy={mark.y} r={index !== null && series.points[index]?.on === mark.key ? 5.5 : marks.length > 40 ? 0 : 2.6} fill={colour} />
        ))}
        <Goals {...wanted} />
        <Labels series={series} by={series.by} at={at} height={box.h - 6} />
      </g>
    </>
  );
}
