/** The landscape of the brand: a sky that follows the hour, the sun or moon, and quiet hills. Nothing in it claims to be data. */
import { quietHills, skyAt, skyLight, starField } from '@serenity/shared';
import { useClock } from '../lib/useClock';
import css from './Scene.module.css';

const box = { w: 1440, h: 900 };
const stars = starField(60);

function hourOf(date: Date): number {
  return date.getHours() + date.getMinutes() / 60;
}

type Props = {
  seed?: number;
  /** The share of the width in which the light travels, when something stands on the rest. */
  reach?: number;
};

/** Fills its parent. Give the parent a position; write on top with --sky-ink, which data-sky sets. */
export function Scene({ seed = 11, reach = 1 }: Props) {
  const hour = hourOf(useClock());
  const sky = skyAt(hour);
  const light = skyLight(hour, box);
  const place = { left: `${(light.x / box.w) * reach * 100}%`, top: `${(light.y / box.h) * 100}%` };
  const isDark = sky === 'dusk' || sky === 'night';
  return (
    <div className={css.scene} data-sky={sky} aria-hidden>
      <span className={css.glow} style={place} />
      {isDark && (
        <svg className={css.hills}>
          {stars.map((star, i) => (
            <circle key={i} className={css.star} cx={`${star.x * 100}%`} cy={`${star.y * 100}%`} r={star.r} opacity={0.85 - star.y} />
          ))}
        </svg>
      )}
      <span className={css.sun} style={place} />
      <svg className={css.hills} viewBox={`0 0 ${box.w} ${box.h}`} preserveAspectRatio="none">
        {quietHills(seed, box).map((path, i) => (
          <path key={i} d={path} className={css[`hill${i + 1}`]} />
        ))}
      </svg>
    </div>
  );
}

/** A small round view of the same country, for empty places. */
export function SmallScene({ seed }: { seed: number }) {
  const size = { w: 160, h: 120 };
  const hour = hourOf(useClock());
  return (
    <span className={css.small} data-sky={skyAt(hour)} aria-hidden>
      <svg viewBox={`0 0 ${size.w} ${size.h}`} preserveAspectRatio="xMidYMid slice">
        <circle cx={104} cy={46} r={17} className={css.smallSun} />
        {quietHills(seed, size).map((path, i) => (
          <path key={i} d={path} className={css[`hill${i + 1}`]} />
        ))}
      </svg>
    </span>
  );
}
