import { type Graph, type ParameterValues, RandomKey, type SystemSpec } from '@hkmem/backend';
import { wattsStrogatz } from '@hkmem/coupling';
import { hopfield, hopfieldKuramoto, initialParameters, kuramoto } from '@hkmem/dynamics';
import type { Sizes } from './sizes.ts';

/** A system with parameters to start from. */
export interface Problem {
  readonly spec: SystemSpec;
  readonly parameters: ParameterValues;
}

/** What differs between coupled systems. */
export interface CoupledOptions {
  readonly kind?: 'additive' | 'multiplicative';
  /** 1: K and HK are one graph; 2: each has its own. Default 1. */
  readonly graphs?: 1 | 2;
}

/** Key of all that is random in a benchmark. */
export const key: RandomKey = RandomKey.fromSeed(1);

const worlds = new Map<string, Graph>();

/** A connected small world of these sizes, rewired with probability 0.1; the same for the same name. */
export function smallWorld({ neurons, neighbours }: Sizes, name: 'K' | 'HK'): Graph {
  const id = `${name} ${neurons} ${neighbours}`;
  const known = worlds.get(id);
  if (known !== undefined) return known;
  const world = wattsStrogatz({ neurons, neighbours, rewiring: 0.1, key: key.fold(name) });
  worlds.set(id, world);
  return world;
}

/** N relu threshold units. */
export function hopfieldProblem({ neurons }: Sizes): Problem {
  return withParameters(hopfield(neurons));
}

/** N oscillators with relu interactions, without rotation: the Kuramoto memory alone. */
export function kuramotoProblem(sizes: Sizes): Problem {
  return withParameters(kuramoto(sizes.neurons, { dimension: sizes.dimension, graph: smallWorld(sizes, 'K') }));
}

/** The coupled memory as it is edited: relu interactions, a global rotation, a learned start. */
export function coupledProblem(sizes: Sizes, { kind = 'additive', graphs = 1 }: CoupledOptions = {}): Problem {
  const graph = smallWorld(sizes, 'K');
  const spec = hopfieldKuramoto(
    sizes.neurons,
    { activation: 'relu' },
    { dimension: sizes.dimension, graph, omega: 'global', learnedStart: true },
    { kind, graph: graphs === 1 ? graph : smallWorld(sizes, 'HK') },
  );
  return withParameters(spec);
}

/** Parameters that an edit of a frozen memory trains. */
export const editedParameters: readonly string[] = [
  'kuramoto.A',
  'kuramoto.B',
  'kuramoto.omega',
  'coupling.alpha',
  'start.s',
];

/** A small negative alpha and a noisy start, which keep states and gradients at an ordinary size. */
function withParameters(spec: SystemSpec): Problem {
  return { spec, parameters: initialParameters(spec, key.fold('parameters'), { alpha: -0.01, startNoise: 1 }) };
}
