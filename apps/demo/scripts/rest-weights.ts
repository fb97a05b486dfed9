import { type Backend, RandomKey, ValueError } from '@hkmem/backend';
import { damageByName, type ImageDataset } from '@hkmem/datasets';
import { writeParameters } from '@hkmem/dynamics';
import { energyFloor } from '@hkmem/energy';
import { type Checkpoint, evaluateAtRest, imageSource } from '@hkmem/training';
import type { WeightsManifest } from '../src/format/weights-format.ts';
import { type PackedMemory, packMemory } from '../src/lib/pack-memory.ts';
import { unpackMemory } from '../src/worker/load-memory.ts';
import { floorView } from '../src/worker/memory-facts.ts';

/** A run folder's weights, and the SHA-256 of their file. */
export interface Run {
  readonly checkpoint: Checkpoint;
  readonly source: string;
}

/** Test images that judge what ships: following one to rest takes as long as a hundred recalls. */
const images = 500;

/** What the script has for all weights. */
export interface WeightsTools {
  describe(
    checkpoint: Checkpoint,
    source: string,
    file: string,
    packed: PackedMemory,
  ): Omit<WeightsManifest, 'accuracy'>;
  write(manifest: WeightsManifest, bytes: Uint8Array): void;
}

/**
 * Writes rest.bin and its manifest, judged at rest as rounded; returns the bytes it takes.
 * @throws {ValueError} for a memory that learned from inputs of another strength than the cue's, which the site shows.
 */
export async function makeRestWeights(
  { checkpoint, source }: Run,
  mnist: ImageDataset,
  backend: Backend,
  tools: WeightsTools,
): Promise<number> {
  const { strength = 1 } = (checkpoint.config as { readonly rest: { readonly strength?: number } }).rest;
  if (strength !== 1) {
    throw new ValueError('strength of the input', strength, '1', 'Train with {"rest": {"strength": 1}} for the site.');
  }
  const packed = packMemory(checkpoint, () => true);
  const draft = tools.describe(checkpoint, source, 'rest.bin', packed);
  const { spec, parameters } = unpackMemory({ ...draft, accuracy: { value: 0, images: 0, flow: '' } }, packed.bytes);
  const engine = backend.createEngine(spec);
  writeParameters(engine, parameters);
  const { damages } = await evaluateAtRest({
    engine,
    readout: { kind: 'threshold', classes: 10 },
    set: mnist.test,
    source: (set) => imageSource({ set, neurons: spec.neurons, key: RandomKey.fromSeed(0) }),
    key: RandomKey.fromSeed(0).fold('damages'),
    cue: 'both',
    damages: [damageByName('none'), damageByName('noise 0.3')],
    rest: { tolerance: 1e-4, curvatureProducts: 0 },
    limit: images,
  });
  engine.dispose();
  const [clean, noisy] = [damages[0]!, damages[1]!];
  const accuracy = { value: clean.rest.accuracy, images, flow: 'at rest' };
  const restored = { cue: noisy.cue.rms, rest: noisy.rest.pixels.rms };
  const certificate = floorView(energyFloor(spec, parameters));
  tools.write({ ...draft, accuracy, restored, certificate }, packed.bytes);
  process.stdout.write(
    `${(100 * accuracy.value).toFixed(1)} % of ${images} test images at rest, pixels at noise 0.3: ` +
      `${restored.cue.toFixed(3)} given, ${restored.rest.toFixed(3)} restored\n`,
  );
  return packed.bytes.length;
}
