/** The areas of life the product speaks of, each with its icon and its colour. */
import type { ReactNode } from 'react';
import { Activity, Brain, Moon, Scale, Sprout, Utensils } from 'lucide-react';

export type Area = 'sleep' | 'food' | 'sport' | 'meditation' | 'mind' | 'body';

const icons: Record<Area, ReactNode> = {
  sleep: <Moon size={20} strokeWidth={1.7} aria-hidden />,
  food: <Utensils size={20} strokeWidth={1.7} aria-hidden />,
  sport: <Activity size={20} strokeWidth={1.7} aria-hidden />,
  meditation: <Sprout size={20} strokeWidth={1.7} aria-hidden />,
  mind: <Brain size={20} strokeWidth={1.7} aria-hidden />,
  body: <Scale size={20} strokeWidth={1.7} aria-hidden />,
};

const colours: Record<Area, string> = {
  sleep: 'var(--c-sleep)',
  food: 'var(--c-food)',
  sport: 'var(--c-energy)',
  meditation: 'var(--c-calm)',
  mind: 'var(--c-mood)',
  body: 'var(--c-weight)',
};

export function areaIcon(area: Area): ReactNode {
  return icons[area];
}

export function areaColour(area: Area): string {
  return colours[area];
}
