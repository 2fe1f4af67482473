/** Gives the present minute to those who draw by the hour, and wakes them only when it changes. */
import { useSyncExternalStore } from 'react';

const MINUTE = 60_000;
const floor = () => Math.floor(Date.now() / MINUTE) * MINUTE;

function subscribe(onTick: () => void): () => void {
  let timer = 0;
  const plan = () => {
    timer = window.setTimeout(() => {
      onTick();
      plan();
    }, MINUTE - (Date.now() % MINUTE) + 50);
  };
  plan();
  document.addEventListener('visibilitychange', onTick);
  return () => {
    window.clearTimeout(timer);
    document.removeEventListener('visibilitychange', onTick);
  };
}

export function useClock(): Date {
  return new Date(useSyncExternalStore(subscribe, floor));
}
