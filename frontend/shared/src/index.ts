/** The door of the shared package: tokens, words, formats, picture geometry, API client and outbox, none of which needs a browser. */
export * from './api/client';
export * from './api/problem';
export type { components, paths } from './api/schema';
export * from './charts/day';
export * from './charts/horizon';
export * from './charts/ring';
export * from './charts/series';
export * from './charts/sky';
export * from './charts/sleep';
export * from './charts/types';
export * from './format/dates';
export * from './format/format';
export * from './format/units';
export * from './i18n';
export * from './outbox/outbox';
export * from './tokens';
