import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { baseProblem, noProgress, type Progress, restEvaluationDefaults, restMemory } from '@hkmem/experiments';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { expect, test } from 'vitest';
import { InterruptedError } from '../src/errors.ts';
import { type RestRun, runAtRest } from '../src/running/rest-run.ts';
import { type SessionOptions, withSession } from '../src/session/session.ts';

const config = restMemory('glyphs', 1);
const judgement = { ...restEvaluationDefaults, damages: ['none', 'noise 0.3', 'left half'], images: 80 };

function run(root: string, options: SessionOptions = {}, updates = config.updates): Promise<RestRun> {
  return withSession({ backend: 'wasm', workers: 1, ...options }, async (session) => {
    const problem = baseProblem({ ...config, updates }, await session.dataset('glyphs'));
    return runAtRest(session, root, problem, judgement);
  });
}

test('a memory of glyphs comes to rest at minima of a bounded energy, answers there and restores pixels', async () => {
  const root = temporaryFolder();
  const { evaluation, memory } = await run(root);
  expect(evaluation.certificate).toMatchObject({ kind: 'floor', descends: true });
  const [clean, noisy, half] = evaluation.damages;
  for (const found of evaluation.damages) expect(found.rest.atRest).toBeGreaterThan(0.98);
  // Of ten classes; the bounds are some points below what seed 1 gives.
  expect(clean!.rest.accuracy).toBeGreaterThan(0.9);
  expect(noisy!.rest.accuracy).toBeGreaterThan(0.6);
  expect(clean!.rest.changed).toBeLessThan(0.1);
  expect(half!.rest.accuracy).toBeGreaterThan(0.5);
  expect(half!.rest.pixels.rms).toBeLessThan(half!.cue.rms);
  const lowest = evaluation.certificate.kind === 'floor' ? evaluation.certificate.floor : 0;
  expect(clean!.rest.energy).toBeGreaterThan(lowest - 74);
  const again = await run(root);
  expect(again.memory.hash).toBe(memory.hash);
  expect(again.evaluation.damages.map(({ rest }) => rest.accuracy)).toEqual(
    evaluation.damages.map(({ rest }) => rest.accuracy),
  );
});

test('a training to rest that is stopped goes on and ends in the same bits', async () => {
  const updates = 12;
  const whole = await run(temporaryFolder(), {}, updates);
  const stop = new AbortController();
  const progress: Progress = {
    ...noProgress,
    begin: ({ label }) => ({
      ...noProgress.begin({ label, total: 1, unit: 'updates' }),
      advance: (done) => {
        if (label === 'base' && done === 5) stop.abort();
      },
    }),
  };
  const root = temporaryFolder();
  await expect(run(root, { signal: stop.signal, progress }, updates)).rejects.toThrow(InterruptedError);
  const { memory, path } = await run(root, {}, updates);
  expect(memory.hash).toBe(whole.memory.hash);
  const { processorSeconds } = JSON.parse(readFileSync(join(path, 'cost.json'), 'utf8'));
  expect(processorSeconds).toBeGreaterThan(0);
});
