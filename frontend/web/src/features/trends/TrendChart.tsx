/** The picture of a trend: bars for what adds up, a line for what varies, the goal drawn over both; one point can be read closely. */
import { useState, type PointerEvent } from 'react';
import { bars, trendLine, type Box } from '@serenity/shared';
import { axisOf } from './axis';
import { useFormat } from '../../lib/account';
import { chartCss } from '../../ui/ChartCard';
import { tickName } from './words';
import type { By } from './span';
import type { GoalLine, Series } from './useTrend';
import css from './Trends.module.css';

type Props = { series: Series; goal: GoalLine | null; colour: string; box: Box; onLook: (index: number | null) => void };

const AXIS = 56;
const FOOT = 28;
const TICK_ROOM = 74;

function shapesOf({ series, goal, box }: Pick<Props, 'series' | 'goal' | 'box'>, scale: number) {
  const plot = { w: Math.max(40, box.w - AXIS), h: box.h - FOOT };
  const points = series.points.map(({ on, value }) => ({ key: on, value: value == null ? null : value * scale }));
  const scaled = (edge: number | null) => (edge === null ? null : edge * scale);
  const options = goal === null ? {} : { band: { low: scaled(goal.low), high: scaled(goal.high) } };
  const isSum = series.aggregation === 'sum';
  const step = plot.w / Math.max(1, points.length);
  if (isSum) {
    const { bars: columns, band, ticks } = bars(points, plot, options);
    return { plot, band, ticks, columns, line: '', area: '', marks: [], at: (i: number) => step * (i + 0.5), step };
  }
  const { line, area, marks, band, ticks, x } = trendLine(points, plot, options);
  return { plot, band, ticks, columns: [], line, area, marks, at: x, step };
}

function Goal({ band, width }: { band: ReturnType<typeof shapesOf>['band']; width: number }) {
  if (band === null) return null;
  return (
    <>
      {band.area !== null && <rect x={0} width={width} y={band.area.y} height={Math.max(0, band.area.h)} className={css.range} />}
      {band.lines.map((y) => (
        <line key={y} x1={0} x2={width} y1={y} y2={y} className={css.goal} />
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

export function TrendChart({ series, goal, colour, box, onLook }: Props) {
  const format = useFormat();
  const [index, setIndex] = useState<number | null>(null);
  const axis = axisOf(series, format);
  const { plot, band, ticks, columns, line, area, marks, at, step } = shapesOf({ series, goal, box }, axis.scale);
  const look = (next: number | null) => {
    setIndex(next);
    onLook(next);
  };
  const follow = (event: PointerEvent<SVGRectElement>) => {
    const left = event.currentTarget.getBoundingClientRect().left;
    const count = series.points.length;
    const wide = columns.length > 0 || count < 2 ? step : Math.abs(at(1) - at(0));
    const offset = columns.length > 0 ? 0.5 : -at(0) / wide;
    const nearest = columns.length > 0 ? Math.floor((event.clientX - left) / wide) : Math.round((event.clientX - left) / wide + offset);
    look(Math.max(0, Math.min(count - 1, nearest)));
  };
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
        <Goal band={band} width={plot.w} />
        <Labels series={series} by={series.by} at={at} height={box.h - 6} />
        <rect className={css.glass} width={plot.w} height={plot.h} onPointerMove={follow} onPointerDown={follow} onPointerLeave={(event) => event.pointerType === 'mouse' && look(null)} />
      </g>
    </>
  );
}
