/** The areas of life the product speaks of, each with its icon. */
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

export function areaIcon(area: Area): ReactNode {
  return icons[area];
}
