/** The few shapes every chart speaks: a box to draw in and points that may be unknown. */

export type Box = { w: number; h: number };
/** null means "not known", and is never drawn as zero. */
export type Point = { key: string; value: number | null };
export type Tick = { value: number; at: number };
