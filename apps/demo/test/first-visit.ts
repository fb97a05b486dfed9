import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';

/** What a visit fetched, as it travels from a host that compresses text. */
export interface Fetched {
  /** Bytes by address, in order of arrival. */
  readonly sizes: ReadonlyMap<string, number>;
  readonly total: number;
}

/** Types that hosts do not compress; weights are compressed already. */
const asTheyAre = /\.(woff2|png|bin)$/;

/** Counts what a page and its workers fetch from now on. */
export function countingBytes(page: Page): { so(): Promise<Fetched> } {
  const sizes = new Map<string, number>();
  const bodies: Promise<unknown>[] = [];
  page.on('response', (response) => {
    if (!response.ok() || !response.url().startsWith('http')) return;
    const address = response.url();
    const size = response.body().then((body) => {
      sizes.set(address, asTheyAre.test(address) ? body.length : gzipSync(body).length);
    });
    bodies.push(size.catch(() => undefined));
  });
  return {
    async so() {
      await Promise.all(bodies);
      return { sizes: new Map(sizes), total: [...sizes.values()].reduce((sum, size) => sum + size, 0) };
    },
  };
}

/** Until the scene at the top can be used: its recall is there to be gone through. */
export async function firstControl(page: Page): Promise<void> {
  await page.locator('#restore .timeline input:enabled').waitFor({ timeout: 120_000 });
}

/** From top to bottom, as a reader scrolls, until the last weights are there. */
export async function readThrough(page: Page, fetched: () => Promise<Fetched>): Promise<void> {
  await page.locator('html[data-scenes=all]').waitFor({ timeout: 120_000 });
  for (const id of ['remember', 'classify', 'synchronise', 'bind', 'train', 'laws', 'settle', 'backends']) {
    await page.locator(`#${id}`).scrollIntoViewIfNeeded();
    await page.waitForTimeout(200);
  }
  await page.locator('#bind .edits-beside').scrollIntoViewIfNeeded();
  for (let tries = 0; tries < 600; tries++) {
    const there = [...(await fetched()).sizes.keys()].join('\n');
    if (['memory', 'edit', 'rest', 'rest-edit', 'rest-lora', 'sudoku'].every((name) => there.includes(`/${name}.bin`)))
      return;
    await page.waitForTimeout(200);
  }
}
