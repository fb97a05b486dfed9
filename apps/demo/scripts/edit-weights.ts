import { type Engine, RandomKey } from '@hkmem/backend';
import { writeParameters } from '@hkmem/dynamics';
import {
  type BaseConfig,
  checkpointOf,
  constructedProblem,
  createTrainer,
  denseMemory,
  editProblem,
  type Memory,
  type Problem,
  recipeFor,
  restCorrection,
  restEdit,
  tuneProblem,
  untrained,
} from '@hkmem/experiments';
import { type Checkpoint, createCheckpoint } from '@hkmem/training';
import type { JudgedEdit } from '../src/format/weights-format.ts';
import { packMemory } from '../src/lib/pack-memory.ts';
import { type EditSides, type EngineOf, recallEdited } from '../src/worker/edited-recall.ts';
import { heldOutImages } from './level-rounding.ts';
import { draftOf, type WeightsFolder } from './weights-folder.ts';
import type { Workshop } from './workshop.ts';

/** Writes rest-edit.bin and rest-lora.bin: of the memory at rest a swap by oscillators, constructed, and LoRA, trained. */
export async function makeRestEdits(at: Workshop): Promise<void> {
  const { folder, dataset, backend, sizes } = at;
  const base = shippedMemory(folder, 'rest');
  const { rest: shownAs } = base.config as BaseConfig;
  const { strength: _, ...cue } = restEdit('swap', 'additive', 'mnist', 1).rest!;
  const rest = { ...cue, ...(shownAs?.strength !== undefined && { strength: shownAs.strength }) };
  const config = { ...restEdit('swap', 'additive', 'mnist', 1), rest, base: base.hash };
  const made = await constructedProblem(editProblem(config, dataset, base), dataset, base, backend);
  const { checkpoint } = untrained(made);
  const { learnedStart: __, ...oscillators } = checkpoint.spec.oscillators!;
  const edit = { ...checkpoint, spec: { ...checkpoint.spec, oscillators } };
  const packed = packMemory(edit, (path) => !path.startsWith('hopfield.'));

  const { rank = 0, updates, ...correction } = restCorrection('swap', 'mnist', 1, oscillators.dimension);
  const asked = { ...correction, updates: sizes.correctionUpdates ?? updates, rank, rest, base: base.hash };
  const lora = await trained(at, tuneProblem(asked, dataset, denseMemory(base)));
  folder.write(draftOf(edit, '', 'rest-edit.bin', packed), packed.bytes);
  writeFactors(folder, lora, 'rest-lora.bin');
}

/** Writes lora.bin, of the memory of Bind: LoRA of as many numbers as its edit by oscillators has. */
export async function makeLora(at: Workshop): Promise<void> {
  const { folder, dataset, sizes } = at;
  const base = shippedMemory(folder, 'memory');
  // Bytes of levels, one a number.
  const { arrays } = folder.manifest('edit');
  const numbers = arrays.reduce((sum, { packing, bytes }) => sum + (packing === 'levels' ? bytes : 0), 0);
  const { neurons } = base.checkpoint.spec;
  const rank = Math.max(1, Math.round(numbers / (neurons + 1)));
  const { digits, flow, batch, bias } = recipeFor('mnist').edit('associative-swap', 'additive');
  const optimiser = {
    kind: 'lion',
    rate: 3e-3,
    schedule: 'linear',
    weightDecay: 0,
    groups: { 'low-rank.c': { rateFactor: 10 } },
  } as const;
  const task = { task: 'associative-swap', method: 'low-rank', rank, data: 'mnist', seed: 1, digits, flow } as const;
  const updates = sizes.loraUpdates;
  const config = { ...task, batch, updates, optimiser, ...(bias && { bias }), base: base.hash };
  writeFactors(folder, await trained(at, tuneProblem(config, dataset, base)), 'lora.bin', 0.1);
}

/** Writes into rest-edit.json how often held-out images are answered as the rule asks, by how far the edits are disturbed. */
export async function judgeEdits({ folder, dataset, backend, sizes, say }: Workshop): Promise<void> {
  const { judged, disturbances } = sizes;
  const { images, labels } = heldOutImages(dataset.train, judged);
  const [edit, factors] = [folder.load('rest-edit'), folder.load('rest-lora')];
  const [U, c] = [factors.parameters['low-rank.U']!, factors.parameters['low-rank.c']!];
  const sides: EditSides = { base: folder.load('rest'), edit, lora: { spec: factors.spec, U, c } };
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
    for (let n = 0; n < judged; n++) {
      const pixels = Float32Array.from(images.subarray(784 * n, 784 * (n + 1)), (level) => level / 255);
      const label = labels[n]!;
      const asked = label < 2 ? 1 - label : label;
      const { answers } = await recallEdited(engineOf, sides, { pixels, disturbed, key: RandomKey.fromSeed(n) });
      for (const side of ['unedited', 'oscillators', 'lora'] as const) if (answers[side] === asked) right[side] += 1;
    }
    say(`disturbed by ${disturbed}: ${JSON.stringify(right)} of ${judged}`);
    rows.push({ disturbed, right });
  }
  for (const engine of engines.values()) engine.dispose();
  folder.writeJson('rest-edit.bin', { ...edit.manifest, judged: { images: judged, rows } });
}

/** A memory that the site ships, for an edit of it. */
function shippedMemory(folder: WeightsFolder, name: 'rest' | 'memory'): Memory {
  const { manifest, spec, parameters } = folder.load(name);
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

async function trained({ backend, say }: Workshop, problem: Problem): Promise<Checkpoint> {
  const engine = backend.createEngine(problem.spec);
  writeParameters(engine, problem.parameters);
  const trainer = await createTrainer(problem, engine);
  const { updates } = problem.config;
  await trainer.run({
    until: updates,
    onUpdate: ({ update, loss }) => {
      if (update % 20 === 0) say(`${update}/${updates} updates, loss ${loss.toFixed(3)}`);
    },
  });
  const checkpoint = await checkpointOf(problem, trainer);
  trainer.dispose();
  engine.dispose();
  return checkpoint;
}

/** Writes U and c of a correction U diag(c) U^T, without the matrix that they correct. */
function writeFactors(folder: WeightsFolder, checkpoint: Checkpoint, file: string, step = 0): void {
  const { spec, factors } = checkpoint;
  if (factors === undefined) throw new Error('The training has no correction of low rank.');
  const packed = packMemory({ spec, parameters: factors }, () => true, step);
  folder.write(draftOf(checkpoint, '', file, packed), packed.bytes);
}
