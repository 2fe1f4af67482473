/** Loads a part of a page when it is first shown, so that pages people land on stay light. */
import { lazy, Suspense, type ComponentType } from 'react';

/** `const Editor = later(async () => (await import('./Editor')).Editor)`; nothing is shown until it has come. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  const Part = lazy(async () => ({ default: await load() }));
  return function Later(props: P) {
    return (
      <Suspense fallback={null}>
        <Part {...props} />
      </Suspense>
    );
  };
}
