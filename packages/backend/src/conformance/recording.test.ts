import { expect, test } from 'vitest';
import { cpuBackend } from '../cpu/cpu-backend.ts';
import { CpuEngine } from '../cpu/cpu-engine.ts';
import { RandomKey } from '../random/random-key.ts';
import { ConformanceError } from './comparison.ts';
import { EnginePair } from './pair.ts';
import { Recording, RecordingError } from './recording.ts';
import { runCase } from './run-case.ts';
import { caseOf } from './sampling/case.ts';
import { coveringFeatures } from './sampling/sample.ts';

const options = { tolerance: 0, tensors: false };
const testCase = caseOf(coveringFeatures().find(({ units, graph }) => units === 'additive' && graph === 'complete')!);

test('a second run finds the same, and takes what the first computed on the reference', async () => {
  const backend = await cpuBackend.create({});
  const recording = new Recording();
  const first = await runCase(backend, testCase, { ...options, recording });
  const pair = new EnginePair(backend, testCase, recording);
  expect(pair.reference).not.toBeInstanceOf(CpuEngine);
  pair.dispose();
  expect(await runCase(backend, testCase, { ...options, recording })).toEqual(first);
  expect(first.length).toBeGreaterThan(10);
});

test('a backend that is off is found by a recording, and a recording of a run that ended early is none', async () => {
  const backend = await cpuBackend.create({});
  class Wrong extends CpuEngine {
    override async norms(...given: Parameters<CpuEngine['norms']>): Promise<Float64Array> {
      return (await super.norms(...given)).map((norm) => norm + 1);
    }
  }
  const wrong = { ...backend, createEngine: (spec: CpuEngine['spec']) => new Wrong(spec) };
  const recording = new Recording();
  await expect(runCase(wrong, testCase, { ...options, recording })).rejects.toThrow(/^norms, entry/);
  await runCase(backend, testCase, { ...options, recording });
  await expect(runCase(wrong, testCase, { ...options, recording })).rejects.toThrow(ConformanceError);
});

test('a run that asks for something else than the recorded one is refused by name', async () => {
  const backend = await cpuBackend.create({});
  const recording = new Recording();
  await runCase(backend, testCase, { ...options, recording });
  const pair = new EnginePair(backend, testCase, recording);
  expect(() => pair.reference.zeroGradients()).toThrow(RecordingError);
  expect(pair.normal('a', 3)).toEqual(
    Float32Array.from(RandomKey.fromSeed(testCase.seed!).fold('values').fold('a').normal(3)),
  );
});
