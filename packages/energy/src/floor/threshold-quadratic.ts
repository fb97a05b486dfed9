import {
  activationOf,
  edgeCount,
  edgeInputs,
  type Float64Parameters,
  layerSizes,
  type ParameterValues,
  parametersOfSystem,
  type ReferenceSystem,
  referenceSystem,
  resolveSystem,
  type SystemSpec,
} from '@hkmem/backend';
import { arrayFunction } from '@hkmem/laws';
import { float64Parameters } from '../parameters.ts';
import type { SymmetricProduct } from '../spectrum/extreme-eigenvalues.ts';
import { type ActivityFacts, activityFactsOf } from './activity-facts.ts';

/** An edge of the coupling as the bounds see it. */
export interface CouplingEdge {
  readonly i: number;
  readonly j: number;
  /** w_e / kappaH. */
  readonly weight: number;
}

/**
 * What bounds E_H + E_HK / kappaH from below. L has slopes of at most m, so its conjugate L*(g) = x . g - L(x) is at least
 * -L(0) + |g - g(0)|^2 / (2m) (Nesterov, Introductory lectures on convex optimization, theorem 2.1.5), and the energy at
 * least half g . (I/m - W) g - (b + g(0)/m) . g + |g(0)|^2 / (2m) - L(0) - sum |w_e g_i g_j| / kappaH.
 */
export interface ThresholdQuadratic {
  readonly neurons: number;
  readonly facts: ActivityFacts;
  /** b + g(0) / m, [N]. */
  readonly linear: Float64Array;
  /** b, [N]. */
  readonly bias: Float64Array;
  /** |g(0)|^2 / (2m) - L(0). */
  readonly constant: number;
  /** L(b). */
  readonly lagrangianAtBias: number;
  /** out += W v. */
  readonly product: SymmetricProduct;
  /** out += W v with the negative entries of W beside its diagonal left out. */
  readonly positiveProduct: SymmetricProduct;
  readonly edges: readonly CouplingEdge[];
  /** Every W_ij that is stored, with i <= j, once. */
  entries(visit: (i: number, j: number, weight: number) => void): void;
}

export function thresholdQuadratic(spec: SystemSpec, parameters: ParameterValues): ThresholdQuadratic {
  const values = float64Parameters(spec, parameters);
  const system = referenceSystem(spec, values);
  const { neurons, threshold } = spec;
  const activation = activationOf(resolveSystem(spec).layers, values);
  const facts = activityFactsOf(threshold!.activation);
  const zero = new Float64Array(neurons);
  const middle = new Float64Array(neurons);
  activation.activity(zero, middle);
  const bias = values['hopfield.bias']!;
  return {
    neurons,
    facts,
    bias,
    linear: bias.map((entry, i) => entry + middle[i]! / facts.steepness),
    constant: middle.reduce((sum, g) => sum + g * g, 0) / (2 * facts.steepness) - activation.lagrangian(zero),
    lagrangianAtBias: activation.lagrangian(bias),
    product: (v, out) => system.threshold!.weights.product(v, out),
    positiveProduct: positiveProduct(system, spec, values),
    edges: edgesOf(system, values),
    entries: entriesOf(system, spec, values),
  };
}

/** Of a coupling with a name: -d2 psi / dg_i dg_j is w_e at overlap 1. */
export function edgesOf({ spec, threshold }: ReferenceSystem, values: Float64Parameters): CouplingEdge[] {
  if (spec.coupling === undefined) return [];
  const { graph, kappaH } = spec.coupling;
  const { pairs } = resolveSystem(spec);
  const pair = pairs.flatMap(({ laws }) => laws).find(({ term }) => term === 'coupling')!;
  const inputs = edgeInputs(pair, graph, values, threshold!.weights.dense);
  const weights = new Float64Array(edgeCount(graph));
  arrayFunction(pair.law.arena, [pair.law.effectiveWeight]).run({ ...inputs, r: 1 }, [weights], weights.length);
  return Array.from(weights, (weight, e) => ({ i: graph.sources[e]!, j: graph.targets[e]!, weight: weight / kappaH }));
}

/** out += W v with the negative entries of W beside its diagonal left out. */
export function positiveProduct(
  system: ReferenceSystem,
  spec: SystemSpec,
  values: Readonly<Record<string, Float64Array>>,
): SymmetricProduct {
  const positive: Record<string, Float64Array> = { 'hopfield.bias': values['hopfield.bias']! };
  const dense = system.threshold!.weights.dense;
  const N = spec.neurons;
  if (dense !== undefined) {
    positive['hopfield.weights'] = dense.map((w, k) => (k % (N + 1) === 0 ? w : Math.max(w, 0)));
  } else {
    for (const { path, role } of parametersOfSystem({ neurons: N, threshold: spec.threshold! })) {
      positive[path] = role === 'weights' ? values[path]!.map((w) => Math.max(w, 0)) : values[path]!;
    }
  }
  const { weights } = referenceSystem({ neurons: N, threshold: spec.threshold! }, positive).threshold!;
  return (v, out) => weights.product(v, out);
}

/** Every W_ij that is stored, with i <= j, once. */
export function entriesOf(
  system: ReferenceSystem,
  spec: SystemSpec,
  values: Readonly<Record<string, Float64Array>>,
): ThresholdQuadratic['entries'] {
  const N = spec.neurons;
  const dense = system.threshold!.weights.dense;
  if (dense !== undefined) {
    return (visit) => {
      for (let i = 0; i < N; i++) for (let j = i; j < N; j++) visit(i, j, dense[i * N + j]!);
    };
  }
  const layers = layerSizes(spec.threshold!)!;
  return (visit) => {
    let below = 0;
    layers.slice(1).forEach((_, l) => {
      const columns = layers[l]!;
      const block = values[`hopfield.layers.${l}`]!;
      const above = below + columns;
      block.forEach((weight, k) => {
        visit(below + (k % columns), above + Math.floor(k / columns), weight);
      });
      below = above;
    });
  };
}
