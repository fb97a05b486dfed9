import { type Backend, RandomKey, ValueError } from '@hkmem/backend';
import { damageByName, type ImageDataset } from '@hkmem/datasets';
import { writeParameters } from '@hkmem/dynamics';
import { energyFloor } from '@hkmem/energy';
import { type Checkpoint, evaluateAtRest, imageSource } from '@hkmem/training';
import type { WeightsManifest } from '../src/format/weights-format.ts';
import { type PackedMemory, packMemory } from '../src/lib/pack-memory.ts';
import { unpackMemory } from '../src/worker/load-memory.ts';
import { floorView } from '../src/worker/memory-facts.ts';
import { heldOutImages, roundingOf } from './level-rounding.ts';

/** A run folder's weights, and the SHA-256 of their file. */
export interface Run {
  readonly checkpoint: Checkpoint;
  readonly source: string;
}

/** Parameters as flat numbers by path. */
export function plainParameters({ parameters }: Pick<Checkpoint, 'parameters'>): Record<string, ArrayLike<number>> {
  return Object.fromEntries(Object.entries(parameters).map(([path, { data }]) => [path, data]));
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
  /** Writes the file and its manifest; returns the bytes it takes. */
  write(manifest: WeightsManifest, bytes: Uint8Array): number;
  /** The digits that the site shows, [40, 784], 0 to 255. */
  readonly shown: Uint8Array;
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
  const rounded = unpackMemory({ ...draft, accuracy: { value: 0, images: 0, flow: '' } }, packed.bytes);
  const { spec, parameters } = rounded;
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
  const held = heldOutImages(mnist.train, 300);
  const trained = { spec, parameters: plainParameters(checkpoint) };
  const rounding = await roundingOf(backend, trained, rounded, held, tools.shown, { atRest: true });
  const bytes = tools.write({ ...draft, accuracy, restored, rounding, certificate }, packed.bytes);
  process.stdout.write(
    `${(100 * accuracy.value).toFixed(1)} % of ${images} test images at rest, pixels at noise 0.3: ` +
      `${restored.cue.toFixed(3)} given, ${restored.rest.toFixed(3)} restored\n`,
  );
  return bytes;
}
