import type { Backend } from '@hkmem/backend';
import { parseFixtures, verifyCase } from '@hkmem/dynamics';
import { referenceText } from '@hkmem/fixtures';
import { describeOn } from '@hkmem/vitest-preset/device';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { absenceOf, candidates } from './backends.ts';

for (const candidate of candidates) {
  describeOn(candidate.device, await absenceOf(candidate), () => {
    describe(`reference values on ${candidate.title}`, () => {
      let backend: Backend;
      beforeAll(async () => {
        backend = await candidate.create();
      });
      afterAll(() => backend.dispose());
      test.for(parseFixtures(referenceText()).map((fixture) => [fixture.name, fixture] as const))(
        '%s',
        async ([, fixture]) => {
          const report = await verifyCase(backend, fixture);
          expect(report.checks.filter((check) => !check.passed)).toEqual([]);
        },
      );
    });
  });
}
