/** What can be noted: the kinds in their order, with a picture and a colour each. */
import type { ComponentType } from 'react';
import { Activity, Droplet, Flower2, Footprints, MoonStar, Scale, Sun, Utensils } from 'lucide-react';
import type { Schemas } from '../../lib/api';

export type Entry = Schemas['Entry'];
export type Kind = Entry['kind'];
export type ActivityKind = Schemas['ActivityIn']['activity'];
type Icon = ComponentType<{ size?: number; strokeWidth?: number; 'aria-hidden'?: boolean }>;

/** The order for someone of whom nothing is known yet: quickest first. */
export const kinds = ['mood', 'water', 'meal', 'activity', 'meditation', 'sleep', 'weight', 'steps'] as const satisfies readonly Kind[];
export const activities = ['walk', 'run', 'ride', 'swim', 'hike', 'strength', 'yoga', 'dance', 'team_sport', 'other'] as const satisfies readonly ActivityKind[];

export const kindLooks: Record<Kind, { Icon: Icon; colour: string; soft: string }> = {
  mood: { Icon: Sun, colour: 'var(--c-mood)', soft: 'var(--c-mood-soft)' },
  water: { Icon: Droplet, colour: 'var(--c-water)', soft: 'var(--c-water-soft)' },
  meal: { Icon: Utensils, colour: 'var(--c-food)', soft: 'var(--c-food-soft)' },
  activity: { Icon: Activity, colour: 'var(--c-energy)', soft: 'var(--c-energy-soft)' },
  meditation: { Icon: Flower2, colour: 'var(--c-calm)', soft: 'var(--c-calm-soft)' },
  sleep: { Icon: MoonStar, colour: 'var(--c-sleep)', soft: 'var(--c-sleep-soft)' },
  weight: { Icon: Scale, colour: 'var(--c-weight)', soft: 'var(--c-weight-soft)' },
  steps: { Icon: Footprints, colour: 'var(--c-energy)', soft: 'var(--c-energy-soft)' },
};
