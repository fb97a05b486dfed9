import { integrate, withInput } from '@hkmem/dynamics';
import { expect, test } from 'vitest';
import { engineOf, hopfieldSpec, images, key, neurons, readout } from '../../test/glyph-memory.ts';
import { cueSource } from '../batches/cue-source.ts';
import { imageSource } from '../batches/image-source.ts';
import { evaluate } from './evaluate.ts';

test('cues that are an input are one all along the flow, in batches of any size, and the energy is watched with them', async () => {
  const engine = await engineOf(hopfieldSpec);
  const source = imageSource({ set: images.test, neurons, key });
  const cues = cueSource({ source, height: 8, width: 8, cue: 'input', key });
  const found = await evaluate({
    engine,
    readout,
    source: cues,
    batch: 40,
    keepOutputs: true,
    energyCheck: true,
    flow: { until: 1 },
  });
  const { x } = [...source.batches(60)][0]!;
  const { state } = await integrate(withInput(engine, x!, 60), { x: new Float32Array(x!.length) }, { until: 1 });
  const outputs = Array.from({ length: 60 }, (_, b) => [...state.x!.slice((b + 1) * neurons - 10, (b + 1) * neurons)]);
  // Both are adaptive at rtol 1e-3, with steps that depend on the batch.
  outputs.flat().forEach((output, k) => {
    expect(Math.abs(found.outputs![k]! - output)).toBeLessThan(5e-3 * Math.max(1, Math.abs(output)));
  });
  expect(found.energy!.relative).toBeLessThanOrEqual(found.energy!.allowance);
  expect(found.energy!.intervals).toBeGreaterThan(60);
});
