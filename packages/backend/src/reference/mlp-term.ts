import type { Graph } from '../contract/graph.ts';
import type { MlpSpec } from '../contract/resolved-system.ts';
import type { Float64Parameters } from './float64-parameters.ts';
import { type MlpSlices, mlpForward, mlpSlopeVjp } from './mlp.ts';
import type { PairTerm } from './pair-term.ts';

/** An MLP interaction on a graph: phi_e(r) = A_e MLP(r), or MLP_e(r) (arXiv 2505.03648, Kuramoto memory). */
export function mlpTerm({ perEdge, widths }: MlpSpec, graph: Graph, parameters: Float64Parameters): PairTerm {
  const A = perEdge ? undefined : parameters['kuramoto.A']!;
  const edges = graph.sources.length;
  const slices = (from: Float64Parameters, e: number): MlpSlices => {
    const part = (path: string, size: number): Float64Array =>
      perEdge ? from[path]!.subarray(e * size, (e + 1) * size) : from[path]!;
    const layers = widths.slice(1).map((rows, l) => ({ rows, l, columns: widths[l]! }));
    return {
      widths,
      weights: layers.map(({ rows, columns, l }) => part(`kuramoto.mlp.weights.${l}`, rows * columns)),
      biases: layers.map(({ rows, l }) => part(`kuramoto.mlp.biases.${l}`, rows)),
    };
  };
  return {
    name: 'interaction',
    graph,
    weight: 1,
    coupled: false,
    energy({ r }, out) {
      for (let e = 0; e < edges; e++) out[e] = (A?.[e] ?? 1) * mlpForward(slices(parameters, e), r[e]!).value;
    },
    derivatives({ r }, out) {
      for (let e = 0; e < edges; e++) out.r[e] = (A?.[e] ?? 1) * mlpForward(slices(parameters, e), r[e]!).slope;
    },
    vjp({ r }, cotangent, out, { gradients }) {
      const dA = gradients['kuramoto.A'];
      const full = scratchWhereAbsent(gradients, widths, parameters);
      for (let e = 0; e < edges; e++) {
        const scale = cotangent.r[e]!;
        const mlp = slices(parameters, e);
        const trace = mlpForward(mlp, r[e]!);
        if (dA !== undefined) dA[e]! += scale * trace.slope;
        out.r[e] = mlpSlopeVjp(mlp, trace, scale * (A?.[e] ?? 1), slices(full, e));
      }
    },
  };
}

/** Gradients of every MLP parameter; those not asked for go to arrays that are thrown away. */
function scratchWhereAbsent(
  gradients: Partial<Float64Parameters>,
  widths: readonly number[],
  parameters: Float64Parameters,
): Float64Parameters {
  const full: Record<string, Float64Array> = {};
  for (let l = 0; l + 1 < widths.length; l++) {
    for (const path of [`kuramoto.mlp.weights.${l}`, `kuramoto.mlp.biases.${l}`]) {
      full[path] = gradients[path] ?? new Float64Array(parameters[path]!.length);
    }
  }
  return full;
}
