import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { LaunchOptions } from 'playwright-core';

const chromiumPath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

/** The folder of the built site. */
export const built: string = fileURLToPath(new URL('../dist/', import.meta.url));

/** Where pictures for people to look at go. */
export const screenshots: string = fileURLToPath(new URL('../screenshots/', import.meta.url));

/** Why browser tests cannot run here, or undefined if they can. */
export const browserAbsence: string | undefined = !existsSync(chromiumPath)
  ? `no Chromium at ${chromiumPath}; set CHROMIUM_PATH`
  : !existsSync(`${built}index.html`)
    ? 'the documentation is not built; run its build'
    : undefined;

/** What Chromium is started with. */
export const launchOptions: LaunchOptions = { executablePath: chromiumPath, args: ['--no-sandbox', '--headless=new'] };
