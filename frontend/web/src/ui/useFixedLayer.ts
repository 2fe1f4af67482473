/** A layer over the window for a list that opens at a chosen line: scrolling to that line never scrolls the page, which would close the list. */
import { useEffect, useState } from 'react';
import css from './Listbox.module.css';

function makeLayer(): HTMLElement {
  const layer = document.createElement('div');
  layer.className = css.layer ?? '';
  return layer;
}

/** The element to put the list in; it comes with the field and goes with it. */
export function useFixedLayer(): HTMLElement {
  const [layer] = useState(makeLayer);
  useEffect(() => {
    document.body.append(layer);
    return () => layer.remove();
  }, [layer]);
  return layer;
}
