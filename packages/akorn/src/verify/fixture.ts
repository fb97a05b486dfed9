import type { HostArray } from '@hkmem/backend';
import type { ShapedArray } from '@hkmem/training';
import type { LayerSpec } from '../layer/layer-spec.ts';
import type { SudokuSpec } from '../model/sudoku-spec.ts';
import type { ReadoutSpec } from '../readout/norm-readout.ts';
import { AkornFixtureError } from './errors.ts';
import { arrayAt, arraysAt, flatAt, type Json, numberAt, objectAt } from './json.ts';

/** A layer with read-out, and what must come out. Images are [B, C, H, W]. */
export interface LayerCase {
  /** Tells it from a Sudoku model. */
  readonly kind: 'layer';
  /** Name of the case in the file. */
  readonly name: string;
  /** The layer. */
  readonly spec: LayerSpec;
  /** Its read-out. */
  readonly readoutSpec: ReadoutSpec;
  /** B. */
  readonly batch: number;
  /** T. */
  readonly steps: number;
  /** gamma. */
  readonly gamma: number;
  /** Parameters of the layer, by name. */
  readonly parameters: Readonly<Record<string, ShapedArray>>;
  /** Parameters of the read-out, by name. */
  readonly readoutParameters: Readonly<Record<string, ShapedArray>>;
  /** Start. */
  readonly x: ShapedArray;
  /** Stimulus. */
  readonly c: ShapedArray;
  /** What weighs the read-out in the loss. */
  readonly cotangent: ShapedArray;
  /** By quantity: `states.1`, `energies`, `readout`, `loss`, `gradient x`. */
  readonly expected: Readonly<Record<string, HostArray>>;
}

/** A Sudoku model, and what must come out. */
export interface SudokuCase {
  /** Tells it from a layer. */
  readonly kind: 'sudoku';
  /** Name of the case in the file. */
  readonly name: string;
  /** The model. */
  readonly spec: SudokuSpec;
  /** B. */
  readonly batch: number;
  /** T. */
  readonly steps: number;
  /** Parameters, by name. */
  readonly parameters: Readonly<Record<string, ShapedArray>>;
  /** [B, 81], 0 where a cell is empty. */
  readonly givens: Float64Array;
  /** Start of empty cells, [B, C, 9, 9]. */
  readonly noise: ShapedArray;
  /** Classes 0 to 8, [B, 81]. */
  readonly target: Float64Array;
  /** By quantity: `logits`, `energies`, `loss`, `gradient gamma`. */
  readonly expected: Readonly<Record<string, HostArray>>;
}

/** One case of a fixture file. */
export type AkornCase = LayerCase | SudokuCase;

/** Whether the text of a fixture file is of the form that `parseAkornFixtures` reads, going by its first case. */
export function isAkornFixture(text: string): boolean {
  try {
    const { cases } = JSON.parse(text) as { cases?: readonly { config?: { ch?: unknown } }[] };
    return typeof cases?.[0]?.config?.ch === 'number';
  } catch {
    return false;
  }
}

/** Reads the cases of a fixture file's text. @throws {AkornFixtureError} naming what does not fit. */
export function parseAkornFixtures(text: string): AkornCase[] {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (error) {
    throw new AkornFixtureError('the text', `JSON (${(error as Error).message})`);
  }
  const cases = objectAt(file, 'the file')['cases'];
  if (!Array.isArray(cases)) throw new AkornFixtureError('cases', 'a list');
  return cases.map((value, n) => {
    const entry = objectAt(value, `cases[${n}]`);
    const name = String(entry['name'] ?? `cases[${n}]`);
    const config = objectAt(entry['config'], `${name}.config`);
    return entry['givens'] === undefined ? layerCase(entry, config, name) : sudokuCase(entry, config, name);
  });
}

function layerCase(entry: Json, config: Json, name: string): LayerCase {
  const parameters = arraysAt(entry['parameters'], `${name}.parameters`);
  const readout = objectAt(config['readout'], `${name}.config.readout`);
  const spec = layerSpecOf(config, parameters, name);
  const states = entry['states'];
  if (!Array.isArray(states)) throw new AkornFixtureError(`${name}.states`, 'a list');
  const ofStates = states.map((state, n) => [`states.${n + 1}`, arrayAt(state, `${name}.states[${n}]`).data] as const);
  return {
    kind: 'layer',
    name,
    spec,
    readoutSpec: {
      channels: spec.channels,
      outputs: numberAt(readout['out'], `${name}.config.readout.out`),
      m: numberAt(readout['n'], `${name}.config.readout.n`),
    },
    batch: numberAt(config['B'], `${name}.config.B`),
    steps: numberAt(config['T'], `${name}.config.T`),
    gamma: numberAt(config['gamma'], `${name}.config.gamma`),
    parameters,
    readoutParameters: arraysAt(entry['readoutParameters'], `${name}.readoutParameters`),
    x: arrayAt(entry['x'], `${name}.x`),
    c: arrayAt(entry['c'], `${name}.c`),
    cotangent: arrayAt(entry['cotangent'], `${name}.cotangent`),
    expected: {
      ...Object.fromEntries(ofStates),
      readout: arrayAt(entry['readout'], `${name}.readout`).data,
      ...commonExpected(entry, name),
    },
  };
}

/** A layer's specification from a fixture's `config`; what it leaves out is told by the parameters. */
export function layerSpecOf(config: Json, parameters: Readonly<Record<string, ShapedArray>>, name: string): LayerSpec {
  const [height, width] = Array.from(flatAt(config['hw'], `${name}.config.hw`));
  const has = (parameter: string): boolean => parameters[parameter] !== undefined;
  const kernel = parameters['connectivity.weight']?.shape[2];
  const rates = config['use_omega'] === false ? undefined : parameters['omg.omg_param'];
  return {
    channels: numberAt(config['ch'], `${name}.config.ch`),
    n: numberAt(config['n'], `${name}.config.n`),
    height: height!,
    width: width!,
    connectivity:
      kernel === undefined
        ? {
            kind: 'attention',
            heads: numberAt(config['heads'], `${name}.config.heads`),
            gta: has('connectivity.mat_q'),
          }
        : { kind: 'convolution', kernel },
    stimulus: has('c_norm.scale') ? 'sandb' : has('c_norm.weight') ? 'gn' : 'none',
    rotation: rates === undefined ? 'identity' : rates.shape.length === 1 ? 'global' : 'perPair',
    project: config['apply_proj'] !== false,
  };
}

function sudokuCase(entry: Json, config: Json, name: string): SudokuCase {
  const givens = flatAt(entry['givens'], `${name}.givens`);
  const parameters = arraysAt(entry['parameters'], `${name}.parameters`);
  return {
    kind: 'sudoku',
    name,
    spec: {
      model: 'akorn',
      channels: numberAt(config['ch'], `${name}.config.ch`),
      n: numberAt(config['n'], `${name}.config.n`),
      heads: numberAt(config['heads'], `${name}.config.heads`),
      layers: numberAt(config['L'] ?? 1, `${name}.config.L`),
    },
    batch: givens.length / 81,
    steps: numberAt(config['T'], `${name}.config.T`),
    parameters,
    givens,
    noise: arrayAt(entry['noise'], `${name}.noise`),
    target: flatAt(entry['target'], `${name}.target`),
    expected: { logits: arrayAt(entry['logits'], `${name}.logits`).data, ...commonExpected(entry, name) },
  };
}

function commonExpected(entry: Json, name: string): Record<string, HostArray> {
  const gradients = Object.entries(arraysAt(entry['gradients'], `${name}.gradients`));
  return {
    energies: flatAt(entry['energies'], `${name}.energies`),
    loss: flatAt(entry['loss'], `${name}.loss`),
    ...Object.fromEntries(gradients.map(([parameter, { data }]) => [`gradient ${parameter}`, data])),
  };
}
