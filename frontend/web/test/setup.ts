/** Gives every test the page's matchers, what jsdom lacks, and a clean page afterwards. */
import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { afterEach, vi } from 'vitest';

// Pages load lazily; on a busy machine their first load takes seconds.
configure({ asyncUtilTimeout: 10_000 });
vi.stubGlobal('scrollTo', () => undefined);
/** The service worker's tests run without a page. */
const hasPage = typeof document !== 'undefined';
if (hasPage) Element.prototype.scrollIntoView = () => undefined;

afterEach(() => {
  if (!hasPage) return;
  cleanup();
  localStorage.clear();
  delete document.documentElement.dataset.theme;
});
