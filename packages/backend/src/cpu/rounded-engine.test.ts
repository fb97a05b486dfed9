import { expect, test } from 'vitest';
import { largestError } from '../conformance/comparison.ts';
import { EnginePair } from '../conformance/pair.ts';
import { caseOf } from '../conformance/sampling/case.ts';
import { coveringFeatures } from '../conformance/sampling/sample.ts';
import type { SystemSpec } from '../contract/system-spec.ts';
import { cpuBackend } from './cpu-backend.ts';
import { RoundedEngine } from './rounded-engine.ts';

test('what is stored is float32, and as close to float64 as float32 can be', async () => {
  const backend = { ...(await cpuBackend.create({})), createEngine: (spec: SystemSpec) => new RoundedEngine(spec) };
  const coupled = coveringFeatures()
    .map(caseOf)
    .filter(({ spec }) => (spec.coupling?.graph.sources.length ?? 0) > 0);
  for (const testCase of coupled) {
    const pair = new EnginePair(backend, testCase);
    const [states, outs] = [pair.state('state'), pair.state()];
    pair.tested.field(states[0], outs[0]);
    pair.reference.field(states[1], outs[1]);
    const [got, exact] = [await pair.tested.readState(outs[0]), await pair.reference.readState(outs[1])];
    expect(Float64Array.from(Float32Array.from(got.s!))).toEqual(got.s);
    const { error } = largestError(got.s!, exact.s!);
    expect(error).toBeGreaterThan(0);
    expect(error).toBeLessThan(2 ** -24);
    pair.dispose();
  }
});
