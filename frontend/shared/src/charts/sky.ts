/** Says which sky belongs to an hour and where the sun or moon stands in it. */
import type { SkyName } from '../tokens';
import type { Box } from './types';

export function skyAt(hour: number): SkyName {
  if (hour >= 5 && hour < 8.5) return 'dawn';
  if (hour >= 8.5 && hour < 17.5) return 'day';
  if (hour >= 17.5 && hour < 21.5) return 'dusk';
  return 'night';
}

const SUNRISE = 6;
const SUNSET = 20.5;

/** The light in the sky climbs up to `top` and falls, once per day and once per night; x runs over the 24 hours from `from`. */
export function skyLight(hour: number, box: Box, { from = 0, top = box.h * 0.16 }: { from?: number; top?: number } = {}) {
  const isSun = hour >= SUNRISE && hour <= SUNSET;
  const day = SUNSET - SUNRISE;
  const share = isSun ? (hour - SUNRISE) / day : ((hour - SUNSET + 24) % 24) / (24 - day);
  const horizon = box.h * 0.54;
  const along = (((hour - from) % 24) + 24) % 24;
  return { x: (along / 24) * box.w, y: horizon - (horizon - top) * Math.sin(Math.PI * share), isSun };
}

/** Fixed places for stars, the same on every screen and every visit. */
export function starField(count: number): { x: number; y: number; r: number }[] {
  return Array.from({ length: count }, (_, i) => ({
    x: ((i * 73.7) % 100) / 100,
    y: ((i * 37.3) % 52) / 100,
    r: 0.5 + ((i * 13) % 10) / 11,
  }));
}
