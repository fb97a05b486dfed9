import { RandomKey, ValueError } from '@hkmem/backend';
import { damageByName } from '@hkmem/datasets';
import { writeParameters } from '@hkmem/dynamics';
import { energyFloor } from '@hkmem/energy';
import { evaluateAtRest, imageSource } from '@hkmem/training';
import { packMemory } from '../src/lib/pack-memory.ts';
import { unpackMemory } from '../src/worker/load-memory.ts';
import { floorView } from '../src/worker/memory-facts.ts';
import { heldOutImages, roundingOf } from './level-rounding.ts';
import { draftOf } from './weights-folder.ts';
import { plainParameters, type Run, type Workshop } from './workshop.ts';

/**
 * Writes rest.bin, of a memory at rest, judged as rounded; `shown` are the digits of the site.
 * @throws {ValueError} for a memory that learned from inputs of another strength than the cue's, which the site shows.
 */
export async function makeRest(
  { folder, dataset, backend, sizes, say }: Workshop,
  { checkpoint, source }: Run,
  shown: Uint8Array,
): Promise<void> {
  const { strength = 1 } = (checkpoint.config as { readonly rest: { readonly strength?: number } }).rest;
  if (strength !== 1) {
    throw new ValueError('strength of the input', strength, '1', 'Train with {"rest": {"strength": 1}} for the site.');
  }
  const packed = packMemory(checkpoint, () => true);
  const draft = draftOf(checkpoint, source, 'rest.bin', packed);
  const { spec, parameters } = unpackMemory(draft, packed.bytes);
  const engine = backend.createEngine(spec);
  writeParameters(engine, parameters);
  const { damages, count } = await evaluateAtRest({
    engine,
    readout: { kind: 'threshold', classes: 10 },
    set: dataset.test,
    source: (set) => imageSource({ set, neurons: spec.neurons, key: RandomKey.fromSeed(0) }),
    key: RandomKey.fromSeed(0).fold('damages'),
    cue: 'both',
    damages: [damageByName('none'), damageByName('noise 0.3')],
    rest: { tolerance: 1e-4, curvatureProducts: 0 },
    limit: sizes.restImages,
  });
  engine.dispose();
  const [clean, noisy] = [damages[0]!, damages[1]!];
  const accuracy = { value: clean.rest.accuracy, images: count, flow: 'at rest' };
  const restored = { cue: noisy.cue.rms, rest: noisy.rest.pixels.rms };
  const certificate = floorView(energyFloor(spec, parameters));
  const held = heldOutImages(dataset.train, sizes.heldOut.rest);
  const trained = { spec, parameters: plainParameters(checkpoint) };
  const rounding = await roundingOf(backend, trained, { spec, parameters }, held, shown, { atRest: true });
  folder.write({ ...draft, accuracy, restored, rounding, certificate }, packed.bytes);
  say(
    `${(100 * accuracy.value).toFixed(1)} % of ${count} test images at rest, pixels at noise 0.3: ` +
      `${restored.cue.toFixed(3)} given, ${restored.rest.toFixed(3)} restored`,
  );
}
