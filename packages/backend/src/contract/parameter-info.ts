import type { LawParameter, Start } from '@hkmem/laws';
import { edgeCount } from './graph.ts';
import {
  type GraphTerms,
  type MlpSpec,
  type ParameterPaths,
  parametersOfLagrangian,
  resolveSystem,
} from './resolved-system.ts';
import { layerSizes, type SystemSpec } from './system-spec.ts';

/** What a parameter belongs to. */
export type ParameterRoleName = 'weights' | 'bias' | 'interaction' | 'coupling' | 'lagrangian' | 'rotation' | 'start';

/** All that is known of a parameter before it has values. */
export interface ParameterInfo {
  /** Dotted path: `hopfield.weights`, `kuramoto.C`, `coupling.beta`, `hopfield.layers.1.beta`. */
  readonly path: string;
  /** Its shape, by what it is given for: [E], [N], [1], or that of its matrix. */
  readonly shape: readonly number[];
  /** What it belongs to. */
  readonly role: ParameterRoleName;
  /** What it is given for; absent where it is a matrix, or the parameter of an MLP. */
  readonly per?: LawParameter['per'];
  /** How it is drawn. That of the role `start` is added to e_1 in every row. */
  readonly start: Start;
  /** Whether weight decay concerns it. */
  readonly decays: boolean;
}

/**
 * Every parameter of a system, in a fixed order: `hopfield.weights` V [N, N] or `hopfield.layers.l` W_l [n_(l+1), n_l];
 * `hopfield.bias` b [N]; those of the Lagrangian; those of the interaction at `kuramoto`, or of the MLP at
 * `kuramoto.mlp.weights.l` and `kuramoto.mlp.biases.l`; `kuramoto.omega` O [D, D] or [N, D, D]; `start.s` [N, D]; those of
 * the coupling at `coupling`.
 */
export function parametersOfSystem(spec: SystemSpec): readonly ParameterInfo[] {
  const { neurons, oscillators } = spec;
  const { pairs } = resolveSystem(spec);
  const threshold = spec.threshold === undefined ? [] : thresholdParameters(spec);
  if (oscillators === undefined) return threshold;
  const { dimension: D, omega } = oscillators;
  const rotation = { path: 'kuramoto.omega', role: 'rotation', start: { deviation: 1 }, decays: false } as const;
  const start = { path: 'start.s', role: 'start', start: { deviation: 0 }, decays: false } as const;
  return [
    ...threshold,
    ...pairParameters(pairs, 'interaction'),
    ...(omega === 'none' ? [] : [{ ...rotation, shape: omega === 'global' ? [D, D] : [neurons, D, D] }]),
    ...(oscillators.learnedStart === true ? [{ ...start, shape: [neurons, D] }] : []),
    ...pairParameters(pairs, 'coupling'),
  ];
}

const overNeurons: Start = { deviation: 1, over: 'neurons' };

function thresholdParameters(spec: SystemSpec): ParameterInfo[] {
  const { neurons, threshold } = spec;
  const weights = (path: string, shape: readonly number[]): ParameterInfo => ({
    path,
    shape,
    role: 'weights',
    start: overNeurons,
    decays: true,
  });
  const layers = layerSizes(threshold!);
  const parameters =
    layers === undefined
      ? [weights('hopfield.weights', [neurons, neurons])]
      : layers.slice(1).map((size, l) => weights(`hopfield.layers.${l}`, [size, layers[l]!]));
  parameters.push({ path: 'hopfield.bias', shape: [neurons], role: 'bias', start: overNeurons, decays: false });
  const known = new Set<string>();
  for (const { lagrangian, paths, size } of resolveSystem(spec).layers) {
    for (const parameter of lawParameters(parametersOfLagrangian(lagrangian), paths, size, 'lagrangian')) {
      if (parameter.per === 'one' && known.has(parameter.path)) continue;
      known.add(parameter.path);
      parameters.push(parameter);
    }
  }
  return parameters;
}

function pairParameters(pairs: readonly GraphTerms[], term: 'interaction' | 'coupling'): ParameterInfo[] {
  return pairs.flatMap(({ graph, laws, mlp }) => {
    const edges = edgeCount(graph);
    return [
      ...(mlp !== undefined && term === 'interaction' ? mlpParameters(mlp, edges) : []),
      ...laws
        .filter((pair) => pair.term === term)
        .flatMap(({ law, paths }) => lawParameters(law.parameters, paths, edges, term)),
    ];
  });
}

/** Those with paths of their own; `extent` is the number of edges or units. */
function lawParameters(
  parameters: readonly LawParameter[],
  paths: ParameterPaths,
  extent: number,
  role: ParameterRoleName,
): ParameterInfo[] {
  return parameters
    .filter(({ per }) => per !== 'weight')
    .map(({ name, per, start, decays }) => {
      const shape = [per === 'edge' || per === 'neuron' ? extent : 1];
      return { path: paths[name]!, shape, role, per, start, decays };
    });
}

function mlpParameters({ perEdge, widths }: MlpSpec, edges: number): ParameterInfo[] {
  const role = 'interaction';
  const lead = perEdge ? [edges] : [];
  const start: Start = { deviation: 1, over: 'neighbours' };
  const parameters: ParameterInfo[] = perEdge
    ? []
    : [{ path: 'kuramoto.A', shape: [edges], role, per: 'edge', start, decays: true }];
  for (let l = 1; l < widths.length; l++) {
    const [rows, columns] = [widths[l]!, widths[l - 1]!];
    parameters.push(
      {
        path: `kuramoto.mlp.weights.${l - 1}`,
        shape: [...lead, rows, columns],
        role,
        start: { deviation: 1 / Math.sqrt(columns) },
        decays: true,
      },
      { path: `kuramoto.mlp.biases.${l - 1}`, shape: [...lead, rows], role, start: 0, decays: false },
    );
  }
  return parameters;
}
