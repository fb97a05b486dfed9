/**
 * Makes the weights that the site ships from run folders of `hkmem`: a base memory and an associative swap of it, a memory
 * at rest, or all three.
 *
 *   node scripts/make-weights.ts <run folder>... [test images]
 *
 * Writes public/weights/ for what is given: memory.bin and edit.bin, rest.bin (halves; a symmetric matrix as its upper triangle; a graph as one bit a
 * pair), a JSON manifest beside each with configuration, SHA-256 and the test accuracy of the weights as rounded, and
 * digits.bin with the first test images of every digit. Packages must be built.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Backend, RandomKey, registerBackend, selectBackend } from '@hkmem/backend';
import { wasmBackend } from '@hkmem/backend-wasm';
import { editTask, type ImageDataset, loadMnist, pairContexts, selectLabels, sphereStatistics } from '@hkmem/datasets';
import { writeParameters } from '@hkmem/dynamics';
import { energyFloor } from '@hkmem/energy';
import { type BatchSource, type Checkpoint, decodeCheckpoint, evaluate, imageSource, relabel } from '@hkmem/training';
import type { LoadedMemory, ShippedAccuracy, WeightsManifest } from '../src/format/weights-format.ts';
import { packMemory } from '../src/lib/pack-memory.ts';
import { unpackMemory } from '../src/worker/load-memory.ts';
import { floorView } from '../src/worker/memory-facts.ts';
import { makeRestWeights, type Run } from './rest-weights.ts';

/** Test images of every digit that the site offers: the first ones, whatever the memory makes of them. */
const imagesPerDigit = 4;
/** What the site may weigh, weights alone. */
const byteLimit = 1.8e6;

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

let total = 0;
if (base !== undefined && edited !== undefined) {
  const memory = await makeMemory(base);
  const edit = await makeEdit(edited, base, memory);
  total += memory.manifest.bytes + edit.bytes;
}
if (rest !== undefined) total += await makeRestWeights(rest, mnist, backend, { describe, write });
makeDigits();
if (total > byteLimit) throw new Error(`The weights take ${total} bytes, at most ${byteLimit} are allowed.`);
process.stdout.write(`${total} bytes in ${folder}\n`);

async function makeMemory({ checkpoint, source }: Run): Promise<LoadedMemory> {
  const packed = packMemory(checkpoint, () => true);
  const draft = { ...describe(checkpoint, source, 'memory.bin', packed), accuracy: none() };
  const images = imageSource({ set: mnist.test, neurons: checkpoint.spec.neurons, key: RandomKey.fromSeed(0) });
  const accuracy = (await score(backend, unpackMemory(draft, packed.bytes), images)).shipped;
  const { spec, parameters } = unpackMemory(draft, packed.bytes);
  const certificate = floorView(energyFloor(spec, parameters));
  const manifest: WeightsManifest = { ...draft, accuracy, certificate };
  write(manifest, packed.bytes);
  return unpackMemory(manifest, packed.bytes);
}

async function makeEdit(run: Run, base: Run, memory: LoadedMemory): Promise<WeightsManifest> {
  const { checkpoint: trained, source } = run;
  requireSameMemory(trained, base.checkpoint);
  const { learnedStart: _, ...oscillators } = trained.spec.oscillators!;
  const checkpoint = { ...trained, spec: { ...trained.spec, oscillators } };
  const config = checkpoint.config as { task: string; digits?: [number, number]; seed: number };
  const packed = packMemory(checkpoint, (path) => !path.startsWith('hopfield.') && path !== 'start.s');
  const statistics = sphereStatistics([mnist.train, mnist.test]);
  const draft = { ...describe(checkpoint, source, 'edit.bin', packed), accuracy: none() };
  const alone = unpackMemory(draft, packed.bytes);
  const whole = { ...alone, parameters: { ...memory.parameters, ...alone.parameters } };
  const digits = config.digits ?? [0, 1];
  const indices = pairContexts(mnist.test, digits, RandomKey.fromSeed(config.seed).fold('site').stream());
  const contexts = { indices, statistics, set: mnist.test };
  const labels = editTask({ name: 'associative-swap', digits }).labels(mnist.test, selectLabels(mnist.test, indices));
  const key = RandomKey.fromSeed(0);
  const { neurons } = whole.spec;
  const pairs = imageSource({ set: mnist.test, neurons, key, labels, contexts, dimension: oscillators.dimension });
  const { shipped } = await score(backend, whole, pairs);
  const before = await score(backend, memory, imageSource({ set: mnist.test, neurons, key }));
  const unedited = {
    ...before.shipped,
    value: relabel(before.evaluation, labels.subarray(0, before.evaluation.count)).accuracy,
  };
  const manifest: WeightsManifest = {
    ...draft,
    accuracy: shipped,
    edit: { base: memory.manifest.sha256, unedited, statistics },
  };
  write(manifest, packed.bytes);
  return manifest;
}

function makeDigits(): void {
  const { images, labels } = mnist.test;
  const chosen = Array.from({ length: 10 }, (_, digit) => firstOf(mnist, digit)).flat();
  const bytes = Uint8Array.from(chosen.flatMap((n) => Array.from(images.subarray(n * 784, (n + 1) * 784))));
  writeFileSync(join(folder, 'digits.bin'), bytes);
  const digits = chosen.map((index) => ({ index, label: labels[index] }));
  writeFileSync(
    join(folder, 'digits.json'),
    `${JSON.stringify({ set: 'MNIST test', sha256: sha256(bytes), digits }, undefined, 1)}\n`,
  );
}

function firstOf({ test }: ImageDataset, digit: number): number[] {
  const found: number[] = [];
  for (let n = 0; found.length < imagesPerDigit; n++) if (test.labels[n] === digit) found.push(n);
  return found;
}

async function score(on: Backend, { spec, parameters }: LoadedMemory, source: BatchSource) {
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
  const { spec, arrays, bytes } = packed;
  const sum = sha256(bytes);
  return {
    formatVersion: 1,
    file,
    bytes: bytes.length,
    sha256: sum,
    spec,
    arrays,
    config,
    source,
    updates,
    integration,
  } as const;
}

function write(manifest: WeightsManifest, bytes: Uint8Array): void {
  writeFileSync(join(folder, manifest.file), bytes);
  writeFileSync(join(folder, manifest.file.replace('.bin', '.json')), `${JSON.stringify(manifest, undefined, 1)}\n`);
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
