import { describeOn } from '@hkmem/vitest-preset/device';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { browserAbsence, launch, open, type WatchedPage } from './browser.ts';
import { type SiteServer, serveSite } from './site-server.ts';

/** The built site and a browser, while the tests of a suite run. */
export interface Site {
  readonly browser: Browser;
  /** Address of the page, with a slash at the end. */
  readonly address: string;
  /** Opens the page, until the test ends, at what follows its address, say `?backend=wasm#bind`. */
  open(view: string, options?: BrowserContextOptions): Promise<WatchedPage>;
}

/**
 * A suite in one browser on one server of the built site, with the headers for shared memory if `isolated`. Without a
 * browser or a build it is skipped and says why.
 */
export function siteSuite(isolated: boolean, suite: (site: Site) => void): void {
  describeOn('browser', browserAbsence, () => {
    let browser: Browser;
    let server: SiteServer;
    beforeAll(async () => {
      browser = await launch();
      server = await serveSite(isolated);
    });
    afterAll(async () => {
      await browser?.close();
      await server?.close();
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
