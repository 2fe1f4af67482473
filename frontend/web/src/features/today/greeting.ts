/** Chooses the greeting that fits the person's own hour. */
export type Greeting = 'morning' | 'afternoon' | 'evening' | 'night';

export function greetingAt(hour: number): Greeting {
  if (hour >= 5 && hour < 12) return 'morning';
  if (hour >= 12 && hour < 18) return 'afternoon';
  if (hour >= 18 && hour < 23) return 'evening';
  return 'night';
}
