import { describeOn } from '@hkmem/vitest-preset/device';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { beforeAll, onTestFinished } from 'vitest';
import { browserAbsence, open, sharedBrowser, type WatchedPage } from './browser.ts';
import { type SiteServer, sharedSite } from './site-server.ts';

/** The built site and a browser, which all suites share. */
export interface Site {
  readonly browser: Browser;
  /** Address of the page, with a slash at the end. */
  readonly address: string;
  /** Opens the page, until the test ends, at what follows its address, say `?backend=wasm#bind`. */
  open(view: string, options?: BrowserContextOptions): Promise<WatchedPage>;
}

/**
 * A suite in the shared browser on a server of the built site, with the headers for shared memory if `isolated`. Without a
 * browser or a build it is skipped and says why.
 */
export function siteSuite(isolated: boolean, suite: (site: Site) => void): void {
  describeOn('browser', browserAbsence, () => {
    let browser: Browser;
    let server: SiteServer;
    beforeAll(async () => {
      browser = await sharedBrowser();
      server = await sharedSite(isolated);
    });
    suite({
      get browser() {
        return browser;
      },
      get address() {
        return server.address;
      },
      open: async (view, options) => {
        const watched = await open(browser, server.address + view, options);
        onTestFinished(() => watched.page.context().close());
        return watched;
      },
    });
  });
}
