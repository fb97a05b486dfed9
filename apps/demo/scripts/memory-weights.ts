import { RandomKey, ValueError } from '@hkmem/backend';
import {
  editTask,
  encodeSphere,
  pairContexts,
  type SphereStatistics,
  selectLabels,
  sphereStatistics,
} from '@hkmem/datasets';
import { writeParameters } from '@hkmem/dynamics';
import { energyFloor } from '@hkmem/energy';
import { type BatchSource, type Checkpoint, evaluate, imageSource, relabel } from '@hkmem/training';
import type { LoadedMemory, Rounding, ShippedAccuracy, WeightsManifest } from '../src/format/weights-format.ts';
import { packMemory } from '../src/lib/pack-memory.ts';
import { unpackMemory } from '../src/worker/load-memory.ts';
import { floorView } from '../src/worker/memory-facts.ts';
import { heldOutImages, roundingOf, type WeightedSystem } from './level-rounding.ts';
import { imagesPerDigit } from './shown-digits.ts';
import { draftOf, sha256 } from './weights-folder.ts';
import { plainParameters, type Run, type Workshop } from './workshop.ts';

/** Levels of memories that are read at t = 1 are so many root mean squares apart; those of the one at rest are as fine as can be. */
const levelStep = 0.1;

/** Writes memory.bin, of the base memory of Classify and Bind; `shown` are the digits of the site. */
export async function makeMemory(at: Workshop, { checkpoint, source }: Run, shown: Uint8Array): Promise<LoadedMemory> {
  const { folder, dataset, backend, sizes } = at;
  const packed = packMemory(checkpoint, () => true, levelStep);
  const draft = draftOf(checkpoint, source, 'memory.bin', packed);
  const images = imageSource({ set: dataset.test, neurons: checkpoint.spec.neurons, key: RandomKey.fromSeed(0) });
  const rounded = unpackMemory(draft, packed.bytes);
  const { spec, parameters } = rounded;
  const trained = { spec, parameters: plainParameters(checkpoint) };
  const accuracy = standing(at, 'memory', source)?.accuracy ?? (await score(at, trained, images)).shipped;
  const held = heldOutImages(dataset.train, sizes.heldOut.memory);
  const rounding = await roundingOf(backend, trained, rounded, held, shown);
  const certificate = floorView(energyFloor(spec, parameters));
  const manifest: WeightsManifest = { ...draft, accuracy, rounding, certificate };
  folder.write(manifest, packed.bytes);
  return { ...rounded, manifest };
}

/**
 * Writes edit.bin, of an edit of a base memory by oscillators whose context is a paired image.
 * @throws {ValueError} if it was made of other weights.
 */
export async function makeEdit(
  at: Workshop,
  run: Run,
  base: Run,
  memory: LoadedMemory,
  shown: Uint8Array,
): Promise<void> {
  const { folder, dataset } = at;
  const { checkpoint: whole, source } = run;
  requireSameMemory(whole, base.checkpoint);
  const { learnedStart: _, ...oscillators } = whole.spec.oscillators!;
  const checkpoint = { ...whole, spec: { ...whole.spec, oscillators } };
  const config = checkpoint.config as { task: string; digits?: [number, number]; seed: number };
  const packed = packMemory(checkpoint, (path) => !path.startsWith('hopfield.') && path !== 'start.s', levelStep);
  const statistics = sphereStatistics([dataset.train, dataset.test]);
  const draft = draftOf(checkpoint, source, 'edit.bin', packed);
  const alone = unpackMemory(draft, packed.bytes);
  const rounded = { ...alone, parameters: { ...memory.parameters, ...alone.parameters } };
  const digits = config.digits ?? [0, 1];
  const indices = pairContexts(dataset.test, digits, RandomKey.fromSeed(config.seed).fold('site').stream());
  const contexts = { indices, statistics, set: dataset.test };
  const labels = editTask({ name: 'associative-swap', digits }).labels(
    dataset.test,
    selectLabels(dataset.test, indices),
  );
  const key = RandomKey.fromSeed(0);
  const { neurons } = rounded.spec;
  const plain = { set: dataset.test, neurons, key };
  const pairs = imageSource({ ...plain, labels, contexts, dimension: oscillators.dimension });
  const trainedBase = { spec: memory.spec, parameters: plainParameters(base.checkpoint) };
  const { 'start.s': __, ...parameters } = plainParameters(checkpoint);
  const trained = { spec: checkpoint.spec, parameters };
  const kept = standing(at, 'edit', source);
  const accuracy = kept?.accuracy ?? (await score(at, trained, pairs)).shipped;
  const unedited = kept?.edit?.unedited ?? (await uneditedOn(at, trainedBase, labels, imageSource(plain)));
  const rounding = await contextRounding(at, trained, rounded, statistics, digits, shown);
  const edit = { base: sha256(folder.bytes('memory')), unedited, statistics };
  folder.write({ ...draft, accuracy, rounding, edit }, packed.bytes);
}

/** The accuracy of the unedited memory on the edited labels. */
async function uneditedOn(
  at: Workshop,
  memory: WeightedSystem,
  labels: Uint8Array,
  source: BatchSource,
): Promise<ShippedAccuracy> {
  const { shipped, evaluation } = await score(at, memory, source);
  return { ...shipped, value: relabel(evaluation, labels.subarray(0, evaluation.count)).accuracy };
}

/** Contexts are the first digits of each kind that the site shows, in turn. */
function contextRounding(
  { backend, dataset, sizes }: Workshop,
  trained: WeightedSystem,
  rounded: WeightedSystem,
  statistics: SphereStatistics,
  [a, b]: readonly [number, number],
  shown: Uint8Array,
): Promise<Rounding> {
  const held = heldOutImages(dataset.train, sizes.heldOut.edit);
  const size = { neurons: rounded.spec.neurons, dimension: rounded.spec.oscillators!.dimension };
  const contexts = [a, b].map((digit) => {
    const from = digit * imagesPerDigit * 784;
    return encodeSphere(shown.subarray(from, from + 784), statistics, size);
  });
  const labels = Array.from(held.labels, (label, n) =>
    n % 2 === 1 && (label === a || label === b) ? a + b - label : label,
  );
  return roundingOf(backend, trained, rounded, { images: held.images, labels }, shown, {
    contextOf: (n) => Float32Array.from(contexts[n % 2]!),
  });
}

/** The manifest that stands, if test images are not to be seen again and it is of the same run. */
function standing({ folder, sizes }: Workshop, name: string, source: string): WeightsManifest | undefined {
  if (sizes.images !== 0) return undefined;
  const manifest = folder.manifest(name);
  return manifest.source === source ? manifest : undefined;
}

async function score(
  { backend, sizes, say }: Workshop,
  { spec, parameters }: WeightedSystem,
  source: BatchSource,
): Promise<{ readonly shipped: ShippedAccuracy; readonly evaluation: Awaited<ReturnType<typeof evaluate>> }> {
  const engine = backend.createEngine(spec);
  writeParameters(engine, parameters);
  const evaluation = await evaluate({
    engine,
    readout: { kind: 'threshold', classes: 10 },
    source,
    batch: 100,
    ...(sizes.images !== undefined && { limit: sizes.images }),
  });
  engine.dispose();
  const shipped: ShippedAccuracy = { value: evaluation.accuracy, images: evaluation.count, flow: evaluation.flow };
  say(`${(100 * shipped.value).toFixed(2)} % of ${shipped.images} test images, ${shipped.flow}`);
  return { shipped, evaluation };
}

function requireSameMemory(checkpoint: Checkpoint, base: Checkpoint): void {
  for (const [path, { data }] of Object.entries(base.parameters)) {
    const edited = checkpoint.parameters[path]?.data;
    if (edited === undefined || data.some((value, n) => value !== edited[n])) {
      throw new ValueError(
        'run of the edit',
        `another '${path}'`,
        'that of the base memory',
        'Give the run folder of the memory it edits.',
      );
    }
  }
}
