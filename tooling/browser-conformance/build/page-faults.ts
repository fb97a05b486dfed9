import type {} from '@vitest/browser-playwright';
import type { Page } from 'playwright-core';
import type { BrowserCommand } from 'vitest/node';

/** What went wrong on each watched page. */
const faultsOf = new WeakMap<Page, string[]>();

/** From here on keeps what goes wrong on the page: console errors, uncaught errors, failed requests. */
export const watchPage: BrowserCommand<[]> = ({ page }) => {
  if (faultsOf.has(page)) return;
  const faults: string[] = [];
  faultsOf.set(page, faults);
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`page: ${error.message}`));
  page.on('requestfailed', (request) => faults.push(`request: ${request.url()} ${request.failure()?.errorText}`));
};

/** What went wrong on the page since the last call, which forgets it. */
export const takePageFaults: BrowserCommand<[], Promise<string[]>> = async ({ page }) => {
  // Its answer comes after all that the page reported before.
  await page.evaluate('0');
  return faultsOf.get(page)?.splice(0) ?? ['the page was not watched'];
};

declare module 'vitest/browser' {
  interface BrowserCommands {
    watchPage(): Promise<void>;
    takePageFaults(): Promise<string[]>;
  }
}
