import { describe, test } from 'vitest';

const required = new Set((globalThis.process?.env['HKMEM_REQUIRE'] ?? '').split(',').filter(Boolean));

/**
 * A suite that needs a device. If the device is absent the suite is skipped and says why;
 * with the device's name in HKMEM_REQUIRE it fails instead.
 */
export function describeOn(device: string, absence: string | undefined, suite: () => void): void {
  if (absence === undefined) describe(device, suite);
  else if (required.has(device)) {
    test(`${device} is required by HKMEM_REQUIRE`, () => {
      throw new Error(`${device} is required by HKMEM_REQUIRE and absent: ${absence}`);
    });
  } else describe.skip(`${device} (absent: ${absence})`, suite);
}
