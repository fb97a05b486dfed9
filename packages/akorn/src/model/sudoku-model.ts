import { type LayerRecord, layerVjp, runLayer } from '../layer/layer.ts';
import { addGradients, type Named, named, prefixed, withoutPrefix } from '../linear/gradients.ts';
import { applyLinear, linear, linearVjp } from '../linear/linear.ts';
import type { Operations, Value } from '../operations/operations.ts';
import { readNorms, readNormsVjp } from '../readout/norm-readout.ts';
import { applyHead, headVjp } from './head.ts';
import { type IteratedRecord, iterateAttention, iterateAttentionVjp } from './iterated-attention.ts';
import type { SudokuInput } from './sudoku-input.ts';
import { cells, type SudokuSpec, side, sudokuLayer, sudokuReadout } from './sudoku-spec.ts';

/** A model with its parameters on a backend. */
export interface SudokuModel<V extends Value> {
  /** Those of its backend. */
  readonly operations: Operations<V>;
  /** Its configuration. */
  readonly spec: SudokuSpec;
  /** By the names of `sudokuShapes`. */
  readonly parameters: Named<V>;
}

/** What a pass gives. The caller owns all of it; `sudokuVjp` frees the record. */
export interface SudokuPass<V> {
  /** [81 B, 9]. */
  readonly logits: V;
  /** [B] each: those of the steps, layer by layer; none for `itrsa`. */
  readonly energies: readonly V[];
  /** For `sudokuVjp`; undefined if no pass back was wanted. */
  readonly record?: SudokuRecord<V> | undefined;
}

/** What a pass keeps. */
export interface SudokuRecord<V> {
  /** Symbols of the cells, [81 B, 10]. */
  readonly symbols: V;
  /** The same, 0 where a cell is empty. */
  readonly given: V;
  /** What each layer kept. */
  readonly layers: readonly BlockRecord<V>[];
  /** The last c, [R, C]. */
  readonly last: V;
}

interface BlockRecord<V> {
  readonly oscillators?: LayerRecord<V> | undefined;
  readonly iterated?: IteratedRecord<V> | undefined;
  readonly end: V;
  readonly read: V;
  readonly held: readonly V[];
}

/** Logits of boards after T steps. `budget` is that of `runLayer`. */
export function runSudoku<V extends Value>(
  model: SudokuModel<V>,
  input: SudokuInput,
  steps: number,
  budget?: number | 'none',
): SudokuPass<V> {
  const { operations, spec, parameters } = model;
  const { batch } = input;
  const rows = cells * batch;
  const pass = operations.scope(() => {
    const symbols = operations.upload(input.symbols, [rows, 10]);
    const given = operations.upload(input.given, [rows, 10]);
    const embedding = named(parameters, 'embedding.weight');
    let c = operations.product(symbols, embedding);
    const noise = operations.upload(input.noise, [rows, spec.channels]);
    let x = spec.model === 'akorn' ? operations.add(operations.product(given, embedding), noise) : c;
    const layers: BlockRecord<V>[] = [];
    const energies: V[] = [];
    for (let l = 0; l < spec.layers; l++) {
      const block = runBlock(model, l, x, c, batch, steps, budget);
      for (const energy of block.energies) energies.push(energy);
      layers.push(block.record);
      x = spec.model === 'akorn' ? block.record.end : block.out;
      c = block.out;
    }
    const logits = applyLinear(operations, linear(operations, parameters, 'out.1'), operations.relu(c));
    return { logits, energies, record: budget === 'none' ? undefined : { symbols, given, layers, last: c } };
  });
  return pass;
}

/** Gradients of all parameters from the cotangent of the logits; frees the record. */
export function sudokuVjp<V extends Value>(model: SudokuModel<V>, record: SudokuRecord<V>, cotangent: V): Named<V> {
  const { operations, spec, parameters } = model;
  const { symbols, given, layers, last } = record;
  const gradients = operations.scope(() => {
    const out = linearVjp(operations, linear(operations, parameters, 'out.1'), operations.relu(last), cotangent);
    let dc = operations.reluVjp(last, out.x);
    let dx: V | undefined;
    let gradients: Named<V> = out.gradients;
    for (let l = spec.layers - 1; l >= 0; l--) {
      const back = blockVjp(model, l, layers[l]!, dc, dx);
      gradients = { ...gradients, ...back.gradients };
      [dc, dx] = [back.c, back.x];
    }
    let embedding = operations.crossProduct(symbols, dc);
    if (dx !== undefined) embedding = operations.add(embedding, operations.crossProduct(given, dx));
    return { ...joinGamma(operations, spec, parameters, gradients), 'embedding.weight': embedding };
  });
  freeSudokuRecord(operations, record);
  return gradients;
}

/** Frees the values of a record but for what `layerVjp` freed. */
function freeSudokuRecord<V extends Value>(operations: Operations<V>, record: SudokuRecord<V>): void {
  operations.dispose([record.symbols, record.given, record.last]);
  for (const { end, read, held } of record.layers) operations.dispose([end, read, ...held]);
}

interface Block<V> {
  readonly out: V;
  readonly energies: readonly V[];
  readonly record: BlockRecord<V>;
}

function runBlock<V extends Value>(
  { operations, spec, parameters }: SudokuModel<V>,
  l: number,
  x: V,
  c: V,
  batch: number,
  steps: number,
  budget: number | 'none' | undefined,
): Block<V> {
  const head = withoutPrefix(`layers.${l}.1.`, parameters);
  const layer = withoutPrefix(`layers.${l}.0.`, parameters);
  if (spec.model === 'itrsa') {
    const geometry = { batch, height: side, width: side };
    const { end, record: iterated } = iterateAttention(operations, layer, x, geometry, spec.heads, steps);
    const read = applyLinear(operations, linear(operations, head, '0'), end);
    return {
      out: applyHead(operations, head, read),
      energies: [],
      record: { iterated, end, read, held: [x] },
    };
  }
  const gamma = gammaOf(operations, spec, parameters, l);
  const input = { x, c, gamma, parameters: layer, batch, steps };
  const pass = runLayer(operations, sudokuLayer(spec), input, budget === undefined ? {} : { budget });
  const read = readNorms(operations, sudokuReadout(spec), withoutPrefix('0.', head), pass.end);
  return {
    out: applyHead(operations, head, read),
    energies: pass.energies,
    record: { oscillators: pass.record, end: pass.end, read, held: [x, c, gamma] },
  };
}

function blockVjp<V extends Value>(
  { operations, spec, parameters }: SudokuModel<V>,
  l: number,
  { oscillators, iterated, end, read }: BlockRecord<V>,
  dOut: V,
  dEnd: V | undefined,
): { x: V | undefined; c: V; gradients: Named<V> } {
  const head = withoutPrefix(`layers.${l}.1.`, parameters);
  const top = headVjp(operations, head, read, dOut);
  if (oscillators === undefined) {
    const readBack = linearVjp(operations, linear(operations, head, '0'), end, top.x);
    const layer = withoutPrefix(`layers.${l}.0.`, parameters);
    const back = iterateAttentionVjp(operations, layer, iterated!, readBack.x);
    const ofHead = { ...top.gradients, ...readBack.gradients };
    const gradients = { ...prefixed(`layers.${l}.1.`, ofHead), ...prefixed(`layers.${l}.0.`, back.gradients) };
    return { x: undefined, c: back.x, gradients };
  }
  const norms = readNormsVjp(operations, sudokuReadout(spec), withoutPrefix('0.', head), end, top.x);
  const total = dEnd === undefined ? norms.x : operations.add(norms.x, dEnd);
  const back = layerVjp(operations, oscillators, { end: total });
  const ofHead = { ...top.gradients, ...prefixed('0.', norms.gradients) };
  return {
    x: back.x,
    c: back.c,
    gradients: {
      ...prefixed(`layers.${l}.1.`, ofHead),
      ...prefixed(`layers.${l}.0.`, back.parameters),
      [`gamma.${l}`]: back.gamma,
    },
  };
}

/** gamma of layer l, [1]: the model's list has one for each layer, or one for all. */
function gammaOf<V extends Value>(operations: Operations<V>, spec: SudokuSpec, parameters: Named<V>, l: number): V {
  const gamma = named(parameters, 'gamma');
  const count = gamma.shape[0] ?? 1;
  const choice = gammaChoice(count, spec.layers, l);
  const row = operations.reshape(gamma, [1, count]);
  return operations.reshape(operations.product(row, operations.upload(choice, [count, 1])), [1]);
}

function joinGamma<V extends Value>(
  operations: Operations<V>,
  spec: SudokuSpec,
  parameters: Named<V>,
  gradients: Named<V>,
): Named<V> {
  if (spec.model === 'itrsa') return gradients;
  const count = named(parameters, 'gamma').shape[0] ?? 1;
  const others = Object.entries(gradients).filter(([name]) => !/^gamma\.\d+$/.test(name));
  const parts = Array.from({ length: spec.layers }, (_, l) => {
    const unit = gammaChoice(count, spec.layers, l);
    const column = operations.reshape(gradients[`gamma.${l}`]!, [1, 1]);
    return operations.product(column, operations.upload(unit, [1, count]));
  });
  const sum = parts.reduce((a, b) => operations.add(a, b));
  return addGradients(operations, Object.fromEntries(others), { gamma: operations.reshape(sum, [count]) });
}

function gammaChoice(count: number, layers: number, l: number): Float64Array {
  return Float64Array.from({ length: count }, (_, n) => (count === layers ? Number(n === l) : 1));
}
