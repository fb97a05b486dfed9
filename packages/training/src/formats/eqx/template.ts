import {
  edgeCount,
  type ParameterRoleName,
  parametersOfSystem,
  resolveSystem,
  type SystemSpec,
  UnknownNameError,
  ValueError,
} from '@hkmem/backend';

/** One array of an .eqx file. */
export interface EqxLeaf {
  /** What it is called in the model that it comes from; for messages. */
  readonly field: string;
  /** Path of the parameter that it is; absent for a leaf that this software has no use for, which can only be read. */
  readonly parameter?: string;
  /** Its shape, if it is another than the parameter's; entries are in the same order. */
  readonly shape?: readonly number[];
  /** What to write where a system lacks the parameter: zeros, or e_1 in every row. Without it such a system is refused. */
  readonly absent?: 'zeros' | 'e1';
}

/** Which arrays an .eqx file holds, in order. */
export interface EqxTemplate {
  /** What to call it in messages. */
  readonly name: string;
  /** The arrays, in the order of the file. */
  readonly leaves: readonly EqxLeaf[];
  /** Starts of the paths of parameters that are not in this file but in another one, or in none. */
  readonly elsewhere?: readonly string[];
}

/** The models of arXiv 2505.03648, as its authors' code keeps them. */
export const eqxTemplateNames = ['hopfield', 'kuramoto', 'network', 'edit'] as const;
/** Models whose templates are known. */
export type EqxTemplateName = (typeof eqxTemplateNames)[number];

/**
 * The order of the arrays in the files of the authors of arXiv 2505.03648, from the fields of their models
 * (github.com/VLSF/HKmemory, state of March 2025): depth first, fields as declared, lists in order.
 *
 * - `hopfield`: weights [N, N], the free matrix V, of which (V + V^T) / 2 is used, and bias [N]; of a hierarchical one
 *   the W_l [n_(l+1), n_l] in order, then biases; last the parameters of the Lagrangian, if it is a law with some.
 * - `kuramoto`: the interaction, then omega [D, D] if it is global or omegas [N, D, D] if it is local. An interaction is
 *   A, B [E]; of the linear one A; of the shared MLP A, then all its matrices, then all its biases; of one MLP per edge
 *   these with E in front. One that is a law, which those models do not have, is its parameters in the order of their names.
 * - `network`: the interaction, weights_H [N, N], bias_H [N], weights_HK [E_HK, 1]. It has no omega.
 * - `edit`, additive or multiplicative: the interaction, inp [N, D], omega [D, D], alpha [1]. The Hopfield memory that is
 *   edited is a file of its own.
 *
 * A file holds neither names nor graphs, nor D of a memory without omega, activation, kind of interaction, kappaH or
 * kappaK: the system must be known. Parameters per edge follow the order of the edges that the file was made with.
 * @throws {UnknownNameError} for another name. @throws {ValueError} if the system is not of that model.
 */
export function eqxTemplate(name: EqxTemplateName, spec: SystemSpec): EqxTemplate {
  if (!eqxTemplateNames.includes(name)) throw new UnknownNameError('template', name, eqxTemplateNames);
  const { threshold, oscillators, coupling } = spec;
  const needs = (fits: boolean, allowed: string): void => {
    if (!fits) throw new ValueError(`template '${name}'`, 'another system', allowed);
  };
  const apart = threshold?.layers?.some((layer) => typeof layer === 'object') || threshold?.beta !== undefined;
  needs(!apart, 'a system whose layers share a Lagrangian: these files know no inverse temperatures');
  if (name === 'hopfield') {
    needs(threshold !== undefined, 'a system with threshold units');
    return { name, leaves: hopfieldLeaves(spec), elsewhere: pathsOf(spec, oscillating) };
  }
  if (name === 'kuramoto') {
    needs(oscillators !== undefined && threshold === undefined, 'a system of oscillators alone');
    const omega = oscillators!.omega === 'global' ? [leaf('omega', 'kuramoto.omega')] : [];
    const omegas = oscillators!.omega === 'local' ? [leaf('omegas', 'kuramoto.omega')] : [];
    const leaves = [...interactionLeaves(spec, 'interaction'), ...omega, ...omegas];
    return { name, leaves, elsewhere: pathsOf(spec, ['start']) };
  }
  const interaction = (): EqxLeaf[] => interactionLeaves(spec, 'interaction_K');
  if (name === 'network') {
    needs(
      coupling?.kind === 'network' && threshold?.layers === undefined && oscillators?.omega === 'none',
      "a 'network' coupling of a dense memory with oscillators without omega",
    );
    const weights = { ...leaf('weights_HK', 'coupling.weights'), shape: [edgeCount(coupling!.graph), 1] };
    return {
      name,
      leaves: [...interaction(), leaf('weights_H', 'hopfield.weights'), leaf('bias_H', 'hopfield.bias'), weights],
      elsewhere: pathsOf(spec, ['start']),
    };
  }
  needs(
    (coupling?.kind === 'additive' || coupling?.kind === 'multiplicative') && oscillators?.omega !== 'local',
    "an 'additive' or 'multiplicative' coupling with one omega or none",
  );
  const { dimension } = oscillators!;
  return {
    name,
    leaves: [
      ...interaction(),
      { ...leaf('inp', 'start.s'), shape: [spec.neurons, dimension], absent: 'e1' },
      { ...leaf('omega', 'kuramoto.omega'), shape: [dimension, dimension], absent: 'zeros' },
      leaf('alpha', 'coupling.alpha'),
    ],
    elsewhere: pathsOf(spec, ['weights', 'bias', 'lagrangian']),
  };
}

/** What belongs to oscillators and to what binds them to threshold units. */
const oscillating: readonly ParameterRoleName[] = ['interaction', 'coupling', 'rotation', 'start'];

function pathsOf(spec: SystemSpec, roles: readonly ParameterRoleName[]): readonly string[] {
  return parametersOfSystem(spec).flatMap(({ path, role }) => (roles.includes(role) ? [path] : []));
}

function leaf(field: string, parameter: string): EqxLeaf {
  return { field, parameter };
}

function hopfieldLeaves(spec: SystemSpec): EqxLeaf[] {
  const layers = spec.threshold?.layers;
  const own = pathsOf(spec, ['lagrangian']).map((path) => leaf(`lagrangian.${path.split('.').at(-1)}`, path));
  if (layers === undefined) return [leaf('weights', 'hopfield.weights'), leaf('bias', 'hopfield.bias'), ...own];
  const matrices = layers.slice(1).map((_, l) => leaf(`weights[${l}]`, `hopfield.layers.${l}`));
  return [...matrices, leaf('biases', 'hopfield.bias'), ...own];
}

/** Those of a law in the order of its parameters, by their names; A of the linear one is called weights there. */
function interactionLeaves(spec: SystemSpec, field: string): EqxLeaf[] {
  const { laws, mlp } = resolveSystem(spec).pairs[0]!;
  if (mlp === undefined) {
    const { law, paths } = laws.find(({ term }) => term === 'interaction')!;
    const linear = spec.oscillators!.interaction === 'linear';
    return law.parameters.map(({ name }) => leaf(`${field}.${linear ? 'weights' : name}`, paths[name]!));
  }
  const layers = mlp.widths.slice(1);
  const all = (kind: 'weights' | 'biases'): EqxLeaf[] =>
    layers.map((_, l) => leaf(`${field}.MLP.${kind}[${l}]`, `kuramoto.mlp.${kind}.${l}`));
  const amplitudes = mlp.perEdge ? [] : [leaf(`${field}.A`, 'kuramoto.A')];
  return [...amplitudes, ...all('weights'), ...all('biases')];
}
