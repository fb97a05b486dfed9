import type { Backend } from '@hkmem/backend';
import { parseFixtures, verifyCase } from '@hkmem/dynamics';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import reference from '../../fixtures/data/reference.json?raw';

/** Declares a suite that compares field, energy, flow, loss and gradients with the reference values. */
export function referenceSuite(title: string, create: () => Promise<Backend>): void {
  describe(`reference values: ${title}`, () => {
    let backend: Backend;
    beforeAll(async () => {
      backend = await create();
    });
    afterAll(() => backend.dispose());
    test.for(parseFixtures(reference).map((fixture) => [fixture.name, fixture] as const))('%s', async ([, fixture]) => {
      const report = await verifyCase(backend, fixture);
      expect(report.checks.length).toBeGreaterThan(4);
      expect(report.checks.filter((check) => !check.passed)).toEqual([]);
    });
  });
}
