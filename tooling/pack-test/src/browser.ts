import { existsSync } from 'node:fs';
import { softwareDeviceFlags } from '@hkmem/vitest-preset/software-device';
import { chromium, type Page } from 'playwright-core';
import { preview } from 'vite';

const chromiumPath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

/** Why pages cannot be opened here, or undefined if they can. */
export const browserAbsence: string | undefined = existsSync(chromiumPath)
  ? undefined
  : `no Chromium at ${chromiumPath}; set CHROMIUM_PATH`;

/** What was got from a page, and what went wrong on it. */
export interface Visit<T> {
  readonly value: T;
  /** Console errors, uncaught errors, failed requests, requests to other hosts. */
  readonly faults: readonly string[];
}

/**
 * Serves a built page, `<root>/dist`, with the headers of cross-origin isolation, opens `path` of it in Chromium with
 * WebGPU on SwiftShader, and gives what `use` makes of it.
 */
export async function visit<T>(root: string, path: string, use: (page: Page) => Promise<T>): Promise<Visit<T>> {
  const headers = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };
  const server = await preview({
    root,
    configFile: false,
    logLevel: 'silent',
    preview: { host: '127.0.0.1', port: 0, headers },
  });
  try {
    return await openPage(`${server.resolvedUrls!.local[0]!}${path}`, use);
  } finally {
    await server.close();
  }
}

/** Opens an address of a server of this machine in Chromium, as `visit` does, and gives what `use` makes of it. */
export async function openPage<T>(address: string, use: (page: Page) => Promise<T>): Promise<Visit<T>> {
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: ['--no-sandbox', '--headless=new', ...softwareDeviceFlags],
  });
  try {
    const page = await browser.newPage();
    const faults: string[] = [];
    const { origin } = new URL(address);
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => faults.push(`page: ${error.message}`));
    page.on('requestfailed', (request) => faults.push(`request: ${request.url()} ${request.failure()?.errorText}`));
    page.on('request', (request) => {
      const url = request.url();
      if (url.startsWith('http') && !url.startsWith(origin)) faults.push(`another host: ${url}`);
    });
    await page.goto(address);
    try {
      return { value: await use(page), faults };
    } catch (error) {
      throw new Error(`the page failed: ${faults.join('; ') || 'nothing was reported'}`, { cause: error });
    }
  } finally {
    await browser.close();
  }
}
