import {
  couplingNames,
  type Graph,
  HkmemError,
  type HostState,
  interactionNames,
  layerSizes,
  parseJson,
  type Readout,
  resolveSystem,
  type SystemSpec,
} from '@hkmem/backend';
import type { PairLaw } from '@hkmem/laws';

/** A fixture file that is not of the expected form; says where. */
export class FixtureError extends HkmemError {
  constructor(where: string, expected: string) {
    super(
      `fixture file: ${where} should be ${expected}. Compare it with the form of reference.json in the documentation.`,
    );
  }
}

/** One case of a fixture file, read into the terms of this software. Arrays are flat and row-major. */
export interface FixtureCase {
  /** Name of the case in the file. */
  readonly name: string;
  /** The system. */
  readonly spec: SystemSpec;
  /** Its parameters by path. */
  readonly parameters: Readonly<Record<string, Float64Array>>;
  /** The state to begin with. */
  readonly start: HostState;
  /** dx/dt and ds/dt at the start. */
  readonly field: HostState;
  /** Weighted total energy [B] at the start. */
  readonly energy: Float64Array;
  /** The state and energy [B] after equal steps of a method to T. */
  readonly end: {
    readonly T: number;
    readonly steps: number;
    readonly solver: string;
    readonly state: HostState;
    readonly energy: Float64Array;
  };
  /** The squared error of that end state, and its gradients. */
  readonly loss: {
    readonly readout: Readout;
    readonly labels: readonly number[];
    readonly value: number;
    /** By parameter path of this software. */
    readonly gradients: Readonly<Record<string, Float64Array>>;
  };
}

type Json = { readonly [key: string]: unknown };

/**
 * Parameter paths of this software by those of the fixture file: `W`, `b`, `Ws.l` of threshold units; `phi.A` and so on of the
 * interaction, by the names of its law; `phi.W.l` and `phi.c.l` of an MLP; `omega`; `wHK`, `alpha` of the couplings with names,
 * `psi.w` and so on of a coupling that is a law.
 */
function parameterPaths(spec: SystemSpec): ReadonlyMap<string, string> {
  const found = new Map([
    ['W', 'hopfield.weights'],
    ['b', 'hopfield.bias'],
    ['omega', 'kuramoto.omega'],
  ]);
  layerSizes(spec.threshold ?? {})
    ?.slice(1)
    .forEach((_, l) => {
      found.set(`Ws.${l}`, `hopfield.layers.${l}`);
    });
  for (const { laws, mlp } of resolveSystem(spec).pairs) {
    for (const { term, law, paths } of laws) {
      for (const { name, per } of law.parameters) {
        if (per === 'weight') continue;
        const own = typeof spec.coupling?.kind === 'string' ? { weights: 'wHK', alpha: 'alpha' }[name] : undefined;
        found.set(term === 'interaction' ? `phi.${name}` : (own ?? `psi.${name}`), paths[name]!);
      }
    }
    if (mlp === undefined) continue;
    if (!mlp.perEdge) found.set('phi.A', 'kuramoto.A');
    mlp.widths.slice(1).forEach((_, l) => {
      found.set(`phi.W.${l}`, `kuramoto.mlp.weights.${l}`).set(`phi.c.${l}`, `kuramoto.mlp.biases.${l}`);
    });
  }
  return found;
}

/** Reads a law of pairs, as `lawFromText` of @hkmem/laws does: `C * r^2 / 2; C: edge`. */
export type LawReader = (text: string) => PairLaw;

/**
 * Reads the cases of a fixture file's text. Interactions and couplings that have no name are formulas, which `lawOf` reads.
 * @throws {FixtureError} naming what does not fit, a formula where `lawOf` is absent too; as `lawOf` for one that is no law.
 */
export function parseFixtures(text: string, lawOf?: LawReader): FixtureCase[] {
  let file: unknown;
  try {
    file = parseJson(text, 'the text');
  } catch (error) {
    throw new FixtureError('the text', `JSON in UTF-8 (${(error as Error).message})`);
  }
  const cases = object(file, 'the file')['cases'];
  if (!Array.isArray(cases)) throw new FixtureError('cases', 'a list');
  return cases.map((entry, n) => readCase(object(entry, `cases[${n}]`), `cases[${n}]`, lawOf));
}

function readCase(entry: Json, where: string, lawOf: LawReader | undefined): FixtureCase {
  const name = String(entry['name'] ?? where);
  const config = object(entry['config'], `${name}.config`);
  const raw = object(entry['params'], `${name}.params`);
  const spec = readSpec(config, object(raw['phi'] ?? {}, `${name}.params.phi`), name, lawOf);
  const paths = parameterPaths(spec);
  const parameterPath = (path: string): string => {
    const own = paths.get(path);
    if (own === undefined)
      throw new FixtureError(`${name}: parameter '${path}'`, `one of ${[...paths.keys()].join(', ')}`);
    return own;
  };
  const parameters: Record<string, Float64Array> = {};
  for (const [path, values] of leaves(raw)) parameters[parameterPath(path)] = flat(values, `${name}.params.${path}`);
  const end = object(entry['end'], `${name}.end`);
  const loss = object(entry['loss'], `${name}.loss`);
  const gradients: Record<string, Float64Array> = {};
  for (const [path, values] of Object.entries(object(loss['grad'], `${name}.loss.grad`))) {
    gradients[parameterPath(path)] = flat(values, `${name}.loss.grad.${path}`);
  }
  const kind = entry['x'] == null ? 'reference' : 'threshold';
  return {
    name,
    spec,
    parameters,
    start: readState(entry, name),
    field: readState(object(entry['field'], `${name}.field`), `${name}.field`),
    energy: flat(entry['energy'], `${name}.energy`),
    end: {
      T: number(end['T'], `${name}.end.T`),
      steps: number(end['steps'], `${name}.end.steps`),
      solver: String(end['solver']),
      state: readState(end, `${name}.end`),
      energy: flat(end['energy'], `${name}.end.energy`),
    },
    loss: {
      readout: { kind, classes: number(loss['classes'], `${name}.loss.classes`) },
      labels: Array.from(flat(loss['targets'], `${name}.loss.targets`)),
      value: number(loss['value'], `${name}.loss.value`),
      gradients,
    },
  };
}

function readSpec(config: Json, phi: Json, name: string, lawOf: LawReader | undefined): SystemSpec {
  const N = number(config['N'], `${name}.config.N`);
  const kind = config['kind'];
  const spec: { -readonly [K in keyof SystemSpec]: SystemSpec[K] } = { neurons: N };
  if (kind !== 'kuramoto') {
    const layers = config['layers'] as readonly number[] | undefined;
    spec.threshold = { activation: config['activation'] as 'relu', ...(layers ? { layers } : {}) };
  }
  if (kind !== 'hopfield') {
    spec.oscillators = {
      dimension: number(config['D'], `${name}.config.D`),
      graph: readGraph(config['edgesK'], N, `${name}.config.edgesK`),
      interaction: nameOrLaw(interactionNames, config['interaction'], `${name}.config.interaction`, lawOf),
      omega: (config['omega'] ?? 'none') as 'none',
      ...hiddenWidths(config['interaction'], phi),
    };
  }
  if (kind === 'coupled') {
    spec.coupling = {
      kind: nameOrLaw(couplingNames, config['coupling'], `${name}.config.coupling`, lawOf),
      graph: readGraph(config['edgesHK'], N, `${name}.config.edgesHK`),
      kappaH: number(config['kappaH'], `${name}.config.kappaH`),
      kappaK: number(config['kappaK'], `${name}.config.kappaK`),
    };
  }
  return spec;
}

function nameOrLaw<Name extends string>(
  names: readonly Name[],
  value: unknown,
  where: string,
  lawOf: LawReader | undefined,
): Name | PairLaw {
  const named = names.find((each) => each === value);
  if (named !== undefined) return named;
  if (typeof value === 'string' && lawOf !== undefined) return lawOf(value);
  throw new FixtureError(where, `${lawOf === undefined ? '' : 'a formula or '}one of ${names.join(', ')}`);
}

function hiddenWidths(interaction: unknown, phi: Json): { hidden?: readonly number[] } {
  if (interaction !== 'mlpShared' && interaction !== 'mlpPerEdge') return {};
  const biases = phi['c'] as readonly (readonly unknown[])[];
  const widths = biases.map((layer) => (interaction === 'mlpShared' ? layer : (layer[0] as readonly unknown[])).length);
  return { hidden: widths.slice(0, -1) };
}

function readGraph(value: unknown, neurons: number, where: string): Graph {
  if (!Array.isArray(value)) throw new FixtureError(where, 'a list of [i, j]');
  return {
    neurons,
    sources: Int32Array.from(value, (edge: readonly number[]) => edge[0]!),
    targets: Int32Array.from(value, (edge: readonly number[]) => edge[1]!),
  };
}

function readState(entry: Json, where: string): HostState {
  return {
    ...(entry['x'] == null ? {} : { x: flat(entry['x'], `${where}.x`) }),
    ...(entry['S'] == null ? {} : { s: flat(entry['S'], `${where}.S`) }),
  };
}

/** Arrays and numbers of a tree by dotted path; lists of arrays of unequal shape (layers) count as trees. */
function* leaves(tree: Json, prefix = ''): Generator<[path: string, value: unknown]> {
  for (const [key, value] of Object.entries(tree)) {
    const path = prefix + key;
    const layered = key === 'Ws' || path === 'phi.W' || path === 'phi.c';
    if (layered || (typeof value === 'object' && value !== null && !Array.isArray(value))) {
      yield* leaves(value as Json, `${path}.`);
    } else if (value != null) yield [path, value];
  }
}

function flat(value: unknown, where: string): Float64Array {
  const values = (Array.isArray(value) ? value.flat(8) : [value]) as unknown[];
  if (values.some((entry) => typeof entry !== 'number')) throw new FixtureError(where, 'numbers');
  return Float64Array.from(values as number[]);
}

function number(value: unknown, where: string): number {
  if (typeof value !== 'number') throw new FixtureError(where, 'a number');
  return value;
}

function object(value: unknown, where: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new FixtureError(where, 'an object');
  return value as Json;
}
