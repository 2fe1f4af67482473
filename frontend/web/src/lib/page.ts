/** The one place that replaces the whole page, so that tests can stand in for the browser, and what a page left behind may show. */
let isOpening = false;

export function openPage(address: string): void {
  // The first reason to leave is the one that is told: what follows on the way out only follows from it.
  if (isOpening) return;
  isOpening = true;
  location.replace(address);
}

/** What the way back takes out of the browser's memory shows nothing and begins anew: whom it showed may have left since. */
export function neverRevive(): void {
  window.addEventListener('pagehide', () => {
    document.body.hidden = true;
  });
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload();
  });
}
