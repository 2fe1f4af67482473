/** The one place that replaces the whole page, so that tests can stand in for the browser. */
let isOpening = false;

export function openPage(address: string): void {
  // The first reason to leave is the one that is told: what follows on the way out only follows from it.
  if (isOpening) return;
  isOpening = true;
  location.replace(address);
}
