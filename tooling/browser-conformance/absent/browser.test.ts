import { describeOn } from '@hkmem/vitest-preset/device';
import { expect, test } from 'vitest';
import { browserAbsence } from '../build/chromium.ts';

// Runs in place of the suite where there is no browser, so that its absence is counted.
describeOn('browser', browserAbsence, () => {
  test('conformance and reference values in Chromium', () => {
    expect(browserAbsence).toBeUndefined();
  });
});
