/** The one place that replaces the whole page, so that tests can stand in for the browser. */
export function openPage(address: string): void {
  location.replace(address);
}
