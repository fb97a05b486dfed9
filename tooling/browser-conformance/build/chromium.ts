import { existsSync } from 'node:fs';
import { softwareDeviceFlags } from '@hkmem/vitest-preset/software-device';

/** The Chromium that tests drive: CHROMIUM_PATH, or where Debian puts it. */
export const chromiumPath: string = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

/** Why the suite cannot run in a browser here, or undefined if it can. */
export const browserAbsence: string | undefined = existsSync(chromiumPath)
  ? undefined
  : `no Chromium at ${chromiumPath}; set CHROMIUM_PATH`;

/** WebGPU on SwiftShader, which needs no GPU; and none of the requests that Chromium makes for itself. */
export const chromiumFlags: readonly string[] = [
  '--headless=new',
  '--no-sandbox',
  '--no-first-run',
  ...softwareDeviceFlags,
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
