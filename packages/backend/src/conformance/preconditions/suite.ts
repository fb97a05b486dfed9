import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Backend } from '../../contract/backend.ts';
import type { Expectations } from '../checks/check.ts';
import type { CaseFeatures } from '../sampling/features.ts';
import { clockMisuses } from './clock-misuses.ts';
import { type Misuse, misuses, misusesOfThreshold, usesAfterDisposal } from './misuses.ts';
import { sampleMisuses } from './sample-misuses.ts';
import { sceneOf } from './scene.ts';
import { tensorMisuses } from './tensor-misuses.ts';

const coupled: Omit<CaseFeatures, 'batch' | 'seed'> = {
  units: 'additive',
  neurons: 5,
  dimension: 3,
  activation: 'tanh',
  interaction: 'relu',
  omega: 'global',
  learnedStart: true,
};

/** Declares tests that prove every precondition of the contract: the class of the error, and that nothing was changed. */
export function preconditions(backend: () => Backend, { clock, samples, tensors }: Expectations): void {
  describe('preconditions', () => {
    const whole = [
      ...misuses,
      ...(clock ? clockMisuses : []),
      ...(samples ? sampleMisuses : []),
      ...(tensors ? tensorMisuses : []),
    ];
    refusals('coupled units', coupled, backend, whole);
    refusals('threshold units', { units: 'threshold', neurons: 5 }, backend, misusesOfThreshold);

    test('an engine that was disposed of refuses everything, and disposing twice is no error', async () => {
      const scene = sceneOf(backend(), coupled);
      scene.engine.dispose();
      scene.engine.dispose();
      scene.state.dispose();
      for (const [title, error, call] of usesAfterDisposal) {
        await expect(async () => call(scene), title).rejects.toThrow(error);
      }
      scene.dispose();
    });

    test('the specification is checked, and errors say the way out', () => {
      const wrong = { neurons: 0, threshold: { activation: 'relu' } } as const;
      expect(() => backend().createEngine(wrong)).toThrow(/neurons: got 0, allowed is a whole number from 1/);
    });
  });
}

function refusals(
  title: string,
  features: Omit<CaseFeatures, 'batch' | 'seed'>,
  backend: () => Backend,
  all: readonly Misuse[],
): void {
  describe(title, () => {
    let scene: ReturnType<typeof sceneOf>;
    let before: Awaited<ReturnType<typeof scene.read>>;
    beforeAll(async () => {
      scene = sceneOf(backend(), features);
      before = await scene.read();
    });
    afterAll(() => scene.dispose());

    test.for(all)('refuses %s', async ([, error, call]) => {
      await expect(async () => call(scene)).rejects.toThrow(error);
      expect(await scene.read()).toEqual(before);
    });
  });
}
