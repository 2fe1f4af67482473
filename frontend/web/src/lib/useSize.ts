/** Tells a picture how large its place is, without a jump before the first measurement. */
import { useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { Box } from '@serenity/shared';

export function useSize<T extends HTMLElement>(initial: Box): readonly [RefObject<T | null>, Box] {
  const ref = useRef<T>(null);
  const [size, setSize] = useState(initial);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null || typeof ResizeObserver === 'undefined') return undefined;
    const measure = () => {
      const { clientWidth: w, clientHeight: h } = element;
      setSize((known) => (w > 0 && (w !== known.w || h !== known.h) ? { w, h } : known));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, size];
}
