/** The landscape of the brand: a sky that follows the hour, the sun or moon, and quiet hills. Nothing in it claims to be data. */
import { quietHills, skyAt, skyLight, starField } from '@serenity/shared';
import { useClock } from '../lib/useClock';
import css from './Scene.module.css';

const box = { w: 1440, h: 900 };
const stars = starField(60);

function hourOf(date: Date): number {
  return date.getHours() + date.getMinutes() / 60;
}

/** Fills its parent. Give the parent a position; write on top with --sky-ink, which data-sky sets. */
export function Scene({ seed = 11 }: { seed?: number }) {
  const hour = hourOf(useClock());
  const sky = skyAt(hour);
  const light = skyLight(hour, box, 0);
  const isDark = sky === 'dusk' || sky === 'night';
  return (
    <div className={css.scene} data-sky={sky} aria-hidden>
      <span className={css.glow} style={{ left: `${(light.x / box.w) * 100}%`, top: `${(light.y / box.h) * 100}%` }} />
      {isDark &&
        stars.map((star, i) => (
          <span key={i} className={css.star} style={{ left: `${star.x * 100}%`, top: `${star.y * 100}%`, width: star.r * 2, height: star.r * 2, opacity: 0.8 - star.y }} />
        ))}
      <span className={css.sun} style={{ left: `${(light.x / box.w) * 100}%`, top: `${(light.y / box.h) * 100}%` }} />
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
