/** The straight-line scale every picture needs; a general one would bring colour and date arithmetic to the first load. */
import { nice, ticks } from 'd3-array';

type Span = readonly [number, number];
export type Scale = ((value: number) => number) & { ticks: (count: number) => number[] };

/** `round` widens the domain to round numbers; `clamp` holds results within the range. */
export function linear(domain: Span, range: Span, { round = 0, clamp = false } = {}): Scale {
  const [from, to] = round > 0 ? nice(domain[0], domain[1], round) : domain;
  const [start, end] = range;
  const place = (value: number) => {
    const share = to === from ? 0.5 : (value - from) / (to - from);
    return start + (clamp ? Math.min(1, Math.max(0, share)) : share) * (end - start);
  };
  return Object.assign(place, { ticks: (count: number) => ticks(from, to, count) });
}
