/** The picture itself: sky, light, hills, mist over the hours to come, and small suns where a mood was noted. */
import { useId } from 'react';
import { dayHorizon, skyLight, starField, type Box } from '@serenity/shared';
import { useFormat } from '../../../lib/account';
import type { DayPicture } from './model';
import css from './Scene.module.css';

const stars = starField(46);
const hillOf = { movement: 1, rest: 2, calm: 3 } as const;
const MIST_FADE = 150;
/** At the top of the picture stand the hour's figures, or on a phone the end of the words: the light stays below. */
const CLEAR = { wide: 80, narrow: 60 } as const;
const NARROW = 820;

type Props = { picture: DayPicture; box: Box; marked: number | null; alt: string };

function Mist({ from, box, paths, id }: { from: number; box: Box; paths: readonly string[]; id: string }) {
  const fade = `${id}fade`;
  const mask = `${id}mist`;
  return (
    <>
      <defs>
        <linearGradient id={fade} x1={from} x2={Math.min(box.w, from + MIST_FADE)} y1="0" y2="0" gradientUnits="userSpaceOnUse">
          <stop className={css.clear} />
          <stop offset="1" className={css.full} />
        </linearGradient>
        <mask id={mask} maskUnits="userSpaceOnUse" x="0" y="0" width={box.w} height={box.h}>
          <rect x={from} width={Math.max(0, box.w - from)} height={box.h} fill={`url(#${fade})`} />
        </mask>
      </defs>
      <g mask={`url(#${mask})`} className={css.mist}>
        {paths.map((path) => (
          <path key={path} d={path} />
        ))}
      </g>
    </>
  );
}

function Moods({ picture, place }: { picture: DayPicture; place: (hour: number) => { x: number; y: number } }) {
  return picture.moods.map(({ key, hour, mood }) => {
    const { x, y } = place(hour);
    const height = y - 10 - mood * 5;
    return (
      <g key={key} className={css.mood} style={{ '--mood': `var(--data-mood-${Math.round(mood)})` } as React.CSSProperties}>
        <circle cx={x} cy={height} r={15} className={css.halo} />
        <circle cx={x} cy={height} r={7} />
      </g>
    );
  });
}

function Gradients({ id, box }: { id: string; box: Box }) {
  return (
    <defs>
      {[1, 2, 3].map((hill) => (
        <linearGradient key={hill} id={`${id}h${hill}`} x1="0" x2="0" y1={box.h * (0.26 + hill * 0.14)} y2={box.h * 1.02} gradientUnits="userSpaceOnUse">
          <stop className={css[`stop${hill}`]} />
          <stop offset="1" className={css[`stop${Math.min(3, hill + 1)}`]} />
        </linearGradient>
      ))}
    </defs>
  );
}

function Marker({ x, top, foot }: { x: number; top: number; foot: number }) {
  return (
    <g className={css.marked}>
      <line x1={x} x2={x} y1={top} y2={foot} />
      <circle cx={x} cy={top} r={4} />
    </g>
  );
}

export function HorizonScene({ picture, box, marked, alt }: Props) {
  const id = useId().replaceAll(/[^\w-]/g, '');
  const format = useFormat();
  const { ridges, ground, distance, x, skyline } = dayHorizon(picture.minutes, box);
  const present = picture.now === null ? null : x(picture.now);
  const radius = Math.min(36, box.w * 0.075);
  const light = { x: Math.min(box.w - radius * 1.6, Math.max(radius * 1.6, present ?? box.w / 2)), y: skyLight(picture.clockHour, box, { top: (box.w > NARROW ? CLEAR.wide : CLEAR.narrow) + radius }).y };
  const isDark = picture.sky === 'dusk' || picture.sky === 'night';
  const foot = box.h * 0.915;
  // In the middle of the ground, whose height follows the picture's.
  const label = box.h * 0.9625 + 5;
  return (
    <>
      <span className={css.glow} style={{ left: light.x, top: light.y }} />
      <svg className={css.picture} viewBox={`0 0 ${box.w} ${box.h}`} role="img" aria-label={alt}>
        <Gradients id={id} box={box} />
        {isDark && stars.map((star, i) => <circle key={i} className={css.star} cx={star.x * box.w} cy={star.y * box.h} r={star.r} opacity={0.75 - star.y} />)}
        {present !== null && <circle className={css.sun} cx={light.x} cy={light.y} r={radius} />}
        <path d={distance} className={css.distance} />
        {ridges.map(({ layer, fill, crest }) => (
          <g key={layer}>
            <path d={fill} fill={`url(#${id}h${hillOf[layer]})`} opacity={layer === 'calm' ? 1 : 0.94} />
            <path d={crest} className={css.crest} />
          </g>
        ))}
        {present !== null && <Mist id={id} from={present} box={box} paths={[distance, ...ridges.map((ridge) => ridge.fill)]} />}
        <path d={ground} className={css.ground} />
        <Moods picture={picture} place={(hour) => ({ x: x(hour), y: skyline(hour) })} />
        {present !== null && <line className={css.present} x1={present} x2={present} y1={light.y + 46} y2={foot} />}
        {marked !== null && <Marker x={x(marked + 0.5)} top={Math.min(skyline(marked + 0.5) - 26, box.h * 0.64)} foot={foot} />}
        {picture.ticks.map(({ hour, clock }) => (
          <text key={hour} x={x(hour)} y={label} className={css.tick}>
            {format.hour(clock)}
          </text>
        ))}
      </svg>
    </>
  );
}
