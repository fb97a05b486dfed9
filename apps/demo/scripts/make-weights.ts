/**
 * Makes the weights that the site ships from run folders of `hkmem`: a base memory and an associative swap of it, a memory
 * at rest, or all three.
 *
 *   node scripts/make-weights.ts <run folder>... [test images]
 *
 * With 0 test images, accuracies of trained weights stay as the files that stand have them, if those are of the same runs.
 *
 * Writes public/weights/ for what is given: memory.bin and edit.bin, rest.bin (levels of a byte, a symmetric matrix as its upper triangle, a graph as
 * one bit a pair, all compressed by gzip), a JSON manifest beside each with configuration, SHA-256, the test accuracy of the trained weights and what
 * rounding changed, and digits.bin with the first test images of every digit. Packages must be built.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type Backend, RandomKey, registerBackend, selectBackend } from '@hkmem/backend';
import { wasmBackend } from '@hkmem/backend-wasm';
import {
  editTask,
  encodeSphere,
  type ImageDataset,
  loadMnist,
  pairContexts,
  type SphereStatistics,
  selectLabels,
  sphereStatistics,
} from '@hkmem/datasets';
import { writeParameters } from '@hkmem/dynamics';
import { energyFloor } from '@hkmem/energy';
import { type BatchSource, type Checkpoint, decodeCheckpoint, evaluate, imageSource, relabel } from '@hkmem/training';
import type { LoadedMemory, Rounding, ShippedAccuracy, WeightsManifest } from '../src/format/weights-format.ts';
import { packMemory } from '../src/lib/pack-memory.ts';
import { unpackMemory } from '../src/worker/load-memory.ts';
import { floorView } from '../src/worker/memory-facts.ts';
import { heldOutImages, roundingOf, type WeightedSystem } from './level-rounding.ts';
import { makeRestWeights, plainParameters, type Run } from './rest-weights.ts';

/** Test images of every digit that the site offers: the first ones, whatever the memory makes of them. */
const imagesPerDigit = 4;
/** What the site may weigh, weights alone. */
const byteLimit = 0.5e6;
/** Levels of memories that are read at t = 1 are so many root mean squares apart; those of the one at rest are as fine as can be. */
const levelStep = 0.1;

const folder = fileURLToPath(new URL('../public/weights/', import.meta.url));
const given = process.argv.slice(2);
const limit = given.find((argument) => /^\d+$/.test(argument));
const runs = given.filter((argument) => argument !== limit).map(readRun);
const kindOf = ({ checkpoint }: Run): string => {
  const { task, rest } = checkpoint.config as { task: string; rest?: unknown };
  return rest === undefined ? task : `${task} at rest`;
};
const [base, edited, rest] = ['base', 'associative-swap', 'base at rest'].map((kind) =>
  runs.find((run) => kindOf(run) === kind),
);
if ((base === undefined) !== (edited === undefined) || (base === undefined && rest === undefined)) {
  throw new Error(
    'Usage: node scripts/make-weights.ts <run folder>... [test images]: a base memory with an associative swap of it, ' +
      `a memory at rest, or all three. Got: ${runs.map(kindOf).join(', ') || 'none'}.`,
  );
}
mkdirSync(folder, { recursive: true });
registerBackend(wasmBackend);
const { backend } = await selectBackend('auto');
const mnist = await loadMnist();

const shown = makeDigits();
let total = 0;
if (base !== undefined && edited !== undefined) {
  const memory = await makeMemory(base);
  const edit = await makeEdit(edited, base, memory);
  total += statSync(join(folder, 'memory.bin')).size + edit;
}
if (rest !== undefined) total += await makeRestWeights(rest, mnist, backend, { describe, write, shown });
if (total > byteLimit) throw new Error(`The weights take ${total} bytes, at most ${byteLimit} are allowed.`);
process.stdout.write(`${total} bytes in ${folder}\n`);

async function makeMemory({ checkpoint, source }: Run): Promise<LoadedMemory> {
  const packed = packMemory(checkpoint, () => true, levelStep);
  const draft = { ...describe(checkpoint, source, 'memory.bin', packed), accuracy: none() };
  const images = imageSource({ set: mnist.test, neurons: checkpoint.spec.neurons, key: RandomKey.fromSeed(0) });
  const rounded = unpackMemory(draft, packed.bytes);
  const { spec, parameters } = rounded;
  const trained = { spec, parameters: plainParameters(checkpoint) };
  const accuracy = standing('memory.json', source)?.accuracy ?? (await score(backend, trained, images)).shipped;
  const rounding = await roundingOf(backend, trained, rounded, heldOutImages(mnist.train, 500), shown);
  const certificate = floorView(energyFloor(spec, parameters));
  const manifest: WeightsManifest = { ...draft, accuracy, rounding, certificate };
  write(manifest, packed.bytes);
  return { ...rounded, manifest };
}

async function makeEdit(run: Run, base: Run, memory: LoadedMemory): Promise<number> {
  const { checkpoint: whole, source } = run;
  requireSameMemory(whole, base.checkpoint);
  const { learnedStart: _, ...oscillators } = whole.spec.oscillators!;
  const checkpoint = { ...whole, spec: { ...whole.spec, oscillators } };
  const config = checkpoint.config as { task: string; digits?: [number, number]; seed: number };
  const packed = packMemory(checkpoint, (path) => !path.startsWith('hopfield.') && path !== 'start.s', levelStep);
  const statistics = sphereStatistics([mnist.train, mnist.test]);
  const draft = { ...describe(checkpoint, source, 'edit.bin', packed), accuracy: none() };
  const alone = unpackMemory(draft, packed.bytes);
  const rounded = { ...alone, parameters: { ...memory.parameters, ...alone.parameters } };
  const digits = config.digits ?? [0, 1];
  const indices = pairContexts(mnist.test, digits, RandomKey.fromSeed(config.seed).fold('site').stream());
  const contexts = { indices, statistics, set: mnist.test };
  const labels = editTask({ name: 'associative-swap', digits }).labels(mnist.test, selectLabels(mnist.test, indices));
  const key = RandomKey.fromSeed(0);
  const { neurons } = rounded.spec;
  const pairs = imageSource({ set: mnist.test, neurons, key, labels, contexts, dimension: oscillators.dimension });
  const trainedBase = { spec: memory.spec, parameters: plainParameters(base.checkpoint) };
  const { 'start.s': __, ...parameters } = plainParameters(checkpoint);
  const trained = { spec: checkpoint.spec, parameters };
  const kept = standing('edit.json', source);
  const accuracy = kept?.accuracy ?? (await score(backend, trained, pairs)).shipped;
  const unedited =
    kept?.edit?.unedited ?? (await uneditedOn(trainedBase, labels, imageSource({ set: mnist.test, neurons, key })));
  const rounding = await contextRounding(trained, rounded, statistics, digits);
  const manifest: WeightsManifest = {
    ...draft,
    accuracy,
    rounding,
    edit: { base: sha256(readFileSync(join(folder, 'memory.bin'))), unedited, statistics },
  };
  return write(manifest, packed.bytes);
}

/** The accuracy of the unedited memory on the edited labels. */
async function uneditedOn(memory: WeightedSystem, labels: Uint8Array, source: BatchSource): Promise<ShippedAccuracy> {
  const { shipped, evaluation } = await score(backend, memory, source);
  return { ...shipped, value: relabel(evaluation, labels.subarray(0, evaluation.count)).accuracy };
}

/** Contexts are the first digits of each kind that the site shows, in turn. */
function contextRounding(
  trained: WeightedSystem,
  rounded: WeightedSystem,
  statistics: SphereStatistics,
  [a, b]: readonly [number, number],
): Promise<Rounding> {
  const held = heldOutImages(mnist.train, 200);
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
function standing(name: string, source: string): WeightsManifest | undefined {
  if (limit !== '0') return undefined;
  const manifest = JSON.parse(readFileSync(join(folder, name), 'utf8')) as WeightsManifest;
  return manifest.source === source ? manifest : undefined;
}

function makeDigits(): Uint8Array {
  const { images, labels } = mnist.test;
  const chosen = Array.from({ length: 10 }, (_, digit) => firstOf(mnist, digit)).flat();
  const bytes = Uint8Array.from(chosen.flatMap((n) => Array.from(images.subarray(n * 784, (n + 1) * 784))));
  const packed = gzipSync(bytes, { level: 9 });
  writeFileSync(join(folder, 'digits.bin'), packed);
  const digits = chosen.map((index) => ({ index, label: labels[index] }));
  writeFileSync(
    join(folder, 'digits.json'),
    `${JSON.stringify({ set: 'MNIST test', sha256: sha256(packed), digits }, undefined, 1)}\n`,
  );
  return bytes;
}

function firstOf({ test }: ImageDataset, digit: number): number[] {
  const found: number[] = [];
  for (let n = 0; found.length < imagesPerDigit; n++) if (test.labels[n] === digit) found.push(n);
  return found;
}

async function score(on: Backend, { spec, parameters }: WeightedSystem, source: BatchSource) {
  const engine = on.createEngine(spec);
  writeParameters(engine, parameters);
  const evaluation = await evaluate({
    engine,
    readout: { kind: 'threshold', classes: 10 },
    source,
    batch: 100,
    ...(limit !== undefined && { limit: Number(limit) }),
  });
  engine.dispose();
  const shipped: ShippedAccuracy = { value: evaluation.accuracy, images: evaluation.count, flow: evaluation.flow };
  process.stdout.write(`${(100 * shipped.value).toFixed(2)} % of ${shipped.images} test images, ${shipped.flow}\n`);
  return { shipped, evaluation };
}

function describe(checkpoint: Checkpoint, source: string, file: string, packed: ReturnType<typeof packMemory>) {
  const { config, update: updates, integration } = checkpoint;
  const { spec, arrays } = packed;
  return {
    formatVersion: 2,
    file,
    // Of the file, once it is written.
    bytes: 0,
    sha256: '',
    spec,
    arrays,
    config,
    source,
    updates,
    integration,
  } as const;
}

function write(manifest: WeightsManifest, unpacked: Uint8Array): number {
  const bytes = gzipSync(unpacked, { level: 9 });
  const whole = { ...manifest, bytes: bytes.length, sha256: sha256(bytes) };
  writeFileSync(join(folder, manifest.file), bytes);
  writeFileSync(join(folder, manifest.file.replace('.bin', '.json')), `${JSON.stringify(whole, undefined, 1)}\n`);
  return bytes.length;
}

function readRun(run: string): Run {
  const bytes = readFileSync(join(run, 'weights.safetensors'));
  return { checkpoint: decodeCheckpoint(bytes), source: sha256(bytes) };
}

/** @throws if the edit was made on other weights. */
function requireSameMemory(checkpoint: Checkpoint, base: Checkpoint): void {
  for (const [path, { data }] of Object.entries(base.parameters)) {
    const edited = checkpoint.parameters[path]?.data;
    if (edited === undefined || data.some((value, n) => value !== edited[n])) {
      throw new Error(`'${path}' of the edit is not that of the base memory: it is an edit of another one.`);
    }
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function none(): ShippedAccuracy {
  return { value: Number.NaN, images: 0, flow: '' };
}
