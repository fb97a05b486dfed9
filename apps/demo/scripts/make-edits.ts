/**
 * Makes the edits that the site shows beside each other, of the memories that it ships: of the one at rest a swap by
 * oscillators, constructed, and a correction of low rank (LoRA), trained; of the other a LoRA of as many numbers as its edit
 * by oscillators has.
 *
 *   node scripts/make-edits.ts [rest] [judge] [lora]
 *
 * Makes all, or what is named: the two edits at rest, how often they are right, the LoRA of the other memory. Reads and writes public/weights/. Packages must be built.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type Engine, RandomKey, registerBackend, selectBackend } from '@hkmem/backend';
import { wasmBackend } from '@hkmem/backend-wasm';
import { writeParameters } from '@hkmem/dynamics';
import {
  type BaseConfig,
  checkpointOf,
  constructedProblem,
  createTrainer,
  denseMemory,
  editProblem,
  loadData,
  type Memory,
  type Problem,
  recipeFor,
  restCorrection,
  restEdit,
  tuneProblem,
  untrained,
} from '@hkmem/experiments';
import { type Checkpoint, createCheckpoint } from '@hkmem/training';
import type { JudgedEdit, LoadedMemory, WeightsManifest } from '../src/format/weights-format.ts';
import { packMemory } from '../src/lib/pack-memory.ts';
import { type EditSides, type EngineOf, recallEdited } from '../src/worker/edited-recall.ts';
import { unpackMemory } from '../src/worker/load-memory.ts';
import { heldOutImages } from './level-rounding.ts';

/** Held-out images that judge the edits at rest, and how far they are disturbed, in their own sizes. */
const [judgedImages, disturbances] = [60, [0, 1, 2]] as const;

/** By then the loss of a LoRA that sees no context falls no more. */
const loraUpdates = 120;

const folder = fileURLToPath(new URL('../public/weights/', import.meta.url));
const parts = process.argv.slice(2);
const wanted = (name: string): boolean => parts.length === 0 || parts.includes(name);
registerBackend(wasmBackend);
const { backend } = await selectBackend('auto');
const dataset = await loadData('mnist', {});
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

if (wanted('rest')) await makeRestEdits();
if (wanted('judge')) await judge();
if (wanted('lora')) await makeLora();
await backend.dispose();

async function makeRestEdits(): Promise<void> {
  const base = shippedMemory('rest');
  const { rest: shownAs } = base.config as BaseConfig;
  const { strength: _, ...cue } = restEdit('swap', 'additive', 'mnist', 1).rest!;
  const rest = { ...cue, ...(shownAs?.strength !== undefined && { strength: shownAs.strength }) };
  const config = { ...restEdit('swap', 'additive', 'mnist', 1), rest, base: base.hash };
  const made = await constructedProblem(editProblem(config, dataset, base), dataset, base, backend);
  const { checkpoint } = untrained(made);
  const { learnedStart: __, ...oscillators } = checkpoint.spec.oscillators!;
  const edit = { ...checkpoint, spec: { ...checkpoint.spec, oscillators } };
  const packed = packMemory(edit, (path) => !path.startsWith('hopfield.'));

  const { rank = 0, ...correction } = restCorrection('swap', 'mnist', 1, oscillators.dimension);
  const lora = await trained(tuneProblem({ ...correction, rank, rest, base: base.hash }, dataset, denseMemory(base)));
  const factors = packFactors(lora);
  write(manifestOf(edit, 'rest-edit.bin', packed), packed.bytes);
  write(manifestOf(lora, 'rest-lora.bin', factors), factors.bytes);
}

async function makeLora(): Promise<void> {
  const base = shippedMemory('memory');
  const edit = JSON.parse(readFileSync(join(folder, 'edit.json'), 'utf8')) as WeightsManifest;
  // As many numbers as the edit has: bytes of levels, one a number.
  const numbers = edit.arrays.reduce((sum, { packing, bytes }) => sum + (packing === 'levels' ? bytes : 0), 0);
  const { neurons } = base.checkpoint.spec;
  const rank = Math.round(numbers / (neurons + 1));
  const { digits, flow, batch, bias } = recipeFor('mnist').edit('associative-swap', 'additive');
  const optimiser = {
    kind: 'lion',
    rate: 3e-3,
    schedule: 'linear',
    weightDecay: 0,
    groups: { 'low-rank.c': { rateFactor: 10 } },
  } as const;
  const settings = {
    task: 'associative-swap',
    method: 'low-rank',
    rank,
    data: 'mnist',
    seed: 1,
    digits,
    flow,
  } as const;
  const config = { ...settings, batch, updates: loraUpdates, optimiser, ...(bias && { bias }), base: base.hash };
  const lora = await trained(tuneProblem(config, dataset, base));
  const packed = packFactors(lora, 0.1);
  write(manifestOf(lora, 'lora.bin', packed), packed.bytes);
}

/** Weights that the site ships, as they ship. */
function shipped(name: string): LoadedMemory {
  const manifest = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as WeightsManifest;
  return unpackMemory(manifest, gunzipSync(readFileSync(join(folder, manifest.file))));
}

/** A memory that the site ships, for an edit of it. */
function shippedMemory(name: 'rest' | 'memory'): Memory {
  const { manifest, spec, parameters } = shipped(name);
  const { neurons: N } = spec;
  const sizes = spec.threshold!.layers?.map((layer) => (typeof layer === 'number' ? layer : layer.size)) ?? [];
  const shapeOf = (path: string): number[] => {
    if (path === 'hopfield.weights') return [N, N];
    const layer = /^hopfield\.layers\.(\d+)$/.exec(path)?.[1];
    return layer === undefined ? [N] : [sizes[Number(layer) + 1]!, sizes[Number(layer)]!];
  };
  const shaped = Object.entries(parameters).map(
    ([path, data]) => [path, { shape: shapeOf(path), data: Float64Array.from(data) }] as const,
  );
  const { config, integration, updates: update, sha256: hash } = manifest;
  const state = { update, moments: {}, parameters: Object.fromEntries(shaped) };
  const checkpoint = createCheckpoint({ spec, config, seed: 1, integration, state });
  return { kind: 'base', config: config as BaseConfig, checkpoint, hash };
}

async function trained(problem: Problem): Promise<Checkpoint> {
  const engine = backend.createEngine(problem.spec);
  writeParameters(engine, problem.parameters);
  const trainer = await createTrainer(problem, engine);
  const { updates } = problem.config;
  await trainer.run({
    until: updates,
    onUpdate: ({ update, loss }) => {
      if (update % 20 === 0) process.stdout.write(`${update}/${updates} updates, loss ${loss.toFixed(3)}\n`);
    },
  });
  const checkpoint = await checkpointOf(problem, trainer);
  trainer.dispose();
  engine.dispose();
  return checkpoint;
}

/** U and c of a correction U diag(c) U^T, without the matrix that they correct. */
function packFactors({ spec, factors }: Checkpoint, step = 0) {
  if (factors === undefined) throw new Error('The training has no correction of low rank.');
  return packMemory({ spec, parameters: factors }, () => true, step);
}

/** Counts answers as the rule asks, among held-out images, by how far the edits are disturbed. */
async function judge(): Promise<void> {
  const { images, labels } = heldOutImages(dataset.train, judgedImages);
  const [edit, factors] = [shipped('rest-edit'), shipped('rest-lora')];
  const [U, c] = [factors.parameters['low-rank.U']!, factors.parameters['low-rank.c']!];
  const sides: EditSides = { base: shipped('rest'), edit, lora: { spec: factors.spec, U, c } };
  const engines = new Map<string, Engine>();
  const engineOf: EngineOf = (name, spec, setUp) => {
    const engine = engines.get(name) ?? backend.createEngine(spec);
    if (!engines.has(name)) setUp(engine);
    engines.set(name, engine);
    return engine;
  };
  const rows: JudgedEdit['rows'][number][] = [];
  for (const disturbed of disturbances) {
    const right = { unedited: 0, oscillators: 0, lora: 0 };
    for (let n = 0; n < judgedImages; n++) {
      const pixels = Float32Array.from(images.subarray(784 * n, 784 * (n + 1)), (level) => level / 255);
      const label = labels[n]!;
      const asked = label < 2 ? 1 - label : label;
      const { answers } = await recallEdited(engineOf, sides, { pixels, disturbed, key: RandomKey.fromSeed(n) });
      for (const side of ['unedited', 'oscillators', 'lora'] as const) if (answers[side] === asked) right[side] += 1;
    }
    process.stdout.write(`disturbed by ${disturbed}: ${JSON.stringify(right)} of ${judgedImages}\n`);
    rows.push({ disturbed, right });
  }
  const manifest = { ...edit.manifest, judged: { images: judgedImages, rows } };
  writeFileSync(join(folder, 'rest-edit.json'), `${JSON.stringify(manifest, undefined, 1)}\n`);
}

function manifestOf(
  { config, update: updates, integration }: Checkpoint,
  file: string,
  { spec, arrays }: ReturnType<typeof packMemory>,
): WeightsManifest {
  const accuracy = { value: Number.NaN, images: 0, flow: '' };
  const head = { formatVersion: 2, file, bytes: 0, sha256: '', spec, arrays, config, source: '' } as const;
  return { ...head, updates, integration, accuracy };
}

function write(manifest: WeightsManifest, unpacked: Uint8Array): void {
  const bytes = gzipSync(unpacked, { level: 9 });
  const whole = { ...manifest, bytes: bytes.length, sha256: sha256(bytes) };
  writeFileSync(join(folder, manifest.file), bytes);
  writeFileSync(join(folder, manifest.file.replace('.bin', '.json')), `${JSON.stringify(whole, undefined, 1)}\n`);
  process.stdout.write(`${manifest.file}: ${bytes.length} bytes\n`);
}
