/** Every metric with the picture and the colour of what one notes for it, the same on every page. */
import { kindLooks, type Kind } from '../entries/kinds';

const kindOfMetric: Record<string, Kind> = {
  sleep_duration: 'sleep',
  sleep_quality: 'sleep',
  energy_intake: 'meal',
  water: 'water',
  activity_duration: 'activity',
  distance: 'activity',
  effort: 'activity',
  steps: 'steps',
  meditation: 'meditation',
  mood: 'mood',
  weight: 'weight',
};

/** What one notes to move this metric; one we do not know yet opens the choice of all. */
export function kindFor(metric: string): Kind | null {
  return kindOfMetric[metric] ?? null;
}

export function metricColour(metric: string): string {
  const kind = kindFor(metric);
  return kind === null ? 'var(--c-primary)' : kindLooks[kind].colour;
}

/** The bare picture; a metric we do not know yet has none. */
export function MetricIcon({ metric, size = 20 }: { metric: string; size?: number }) {
  const kind = kindFor(metric);
  if (kind === null) return null;
  const { Icon } = kindLooks[kind];
  return <Icon size={size} strokeWidth={1.7} aria-hidden />;
}
