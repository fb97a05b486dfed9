import { parseAkornFixtures, verifyAkornCase } from '@hkmem/akorn';
import type { Backend } from '@hkmem/backend';
import * as tf from '@hkmem/backend/tf';
import { akornText } from '@hkmem/fixtures';
import { describeOn } from '@hkmem/vitest-preset/device';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { absenceOf, candidates } from './backends.ts';

// Layers compute on tfjs's backend, which the variants of the wasm kernels share.
for (const candidate of candidates.filter(({ title }) => !/relaxed|workers/.test(title))) {
  describeOn(candidate.device, await absenceOf(candidate), () => {
    describe(`oscillatory layers on ${candidate.title}`, () => {
      let backend: Backend;
      beforeAll(async () => {
        backend = await candidate.create();
      });
      afterAll(() => backend.dispose());
      test.for(parseAkornFixtures(akornText()).map((given) => [given.name, given] as const))(
        '%s meets the values of the authors and leaks no tensor',
        // SwiftShader takes half a minute for the Sudoku model.
        { timeout: 180_000 },
        async ([, given]) => {
          const before = tf.memory().numTensors;
          const report = await verifyAkornCase(backend, given);
          expect(report.checks.filter((check) => !check.passed)).toEqual([]);
          expect(tf.memory().numTensors).toBe(before);
        },
      );
    });
  });
}
