import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { softwareDeviceFlags } from '@hkmem/vitest-preset/software-device';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const chromiumPath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const built = fileURLToPath(new URL('../dist/index.html', import.meta.url));
const weights = fileURLToPath(new URL('../dist/weights/edit.json', import.meta.url));
const screenshots = fileURLToPath(new URL('../screenshots/', import.meta.url));

/** Why browser tests cannot run here, or undefined if they can. */
export const browserAbsence: string | undefined = !existsSync(chromiumPath)
  ? `no Chromium at ${chromiumPath}; set CHROMIUM_PATH`
  : !existsSync(built)
    ? 'the site is not built; run its build'
    : !existsSync(weights)
      ? 'the site has no weights; make them with scripts/make-weights.ts and build'
      : undefined;

/** How long a page may take to do what is waited for, in milliseconds, where others use the machine as well. */
export const patience = 90_000;

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath,
    args: ['--no-sandbox', '--headless=new', ...softwareDeviceFlags, '--enable-features=Vulkan'],
  });
}

let shared: Promise<Browser> | undefined;

/** The browser that all suites of a process share; it ends with the process. */
export function sharedBrowser(): Promise<Browser> {
  shared ??= launch();
  return shared;
}

/** A page with everything that went wrong on it: console errors, failed requests, requests to other hosts. */
export interface WatchedPage {
  readonly page: Page;
  readonly faults: string[];
  /** Bytes of all bodies as they came, by address. */
  readonly addresses: string[];
}

export async function open(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
  /** Done before the page is gone to. */
  prepare: (page: Page) => void = () => {},
): Promise<WatchedPage> {
  const context = await browser.newContext({
    reducedMotion: 'reduce',
    viewport: { width: 1280, height: 900 },
    ...options,
  });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  const faults: string[] = [];
  const addresses: string[] = [];
  const host = new URL(address).host;
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`page: ${error.message}`));
  page.on('requestfailed', (request) => faults.push(`request: ${request.url()} ${request.failure()?.errorText}`));
  page.on('request', (request) => {
    const { protocol, host: asked } = new URL(request.url());
    addresses.push(request.url());
    if (protocol.startsWith('http') && asked !== host) faults.push(`another host: ${request.url()}`);
  });
  prepare(page);
  await page.goto(address);
  return { page, faults, addresses };
}

/** A picture of an element or of the whole page, for people to look at; made where HKMEM_PICTURES is set. */
export async function picture(page: Page, name: string, selector?: string): Promise<void> {
  if (!process.env['HKMEM_PICTURES']) return;
  mkdirSync(screenshots, { recursive: true });
  const path = `${screenshots}${name}.png`;
  // The bar that stays at the top would lie over what is below it.
  await page.addStyleTag({ content: 'nav { position: static !important; }' });
  if (selector === undefined) await page.screenshot({ path, fullPage: true });
  else await page.locator(selector).screenshot({ path });
}
