import { nameOf } from '../contract/refuse-laws.ts';
import { mlpWidths } from '../contract/resolved-system.ts';
import type { OscillatorSpec } from '../contract/system-spec.ts';
import { type MlpSlices, mlpForward, mlpSlopeVjp } from './mlp.ts';
import { logCosh, sigmoid, softplus } from './scalar.ts';

/** Parameters or their gradients on the host, by path, each flat. */
export type Float64Parameters = Readonly<Record<string, Float64Array>>;

/** The interaction of one graph: phi_e and its derivatives at overlap r of edge e (arXiv 2505.03648, Kuramoto memory). */
export interface PairInteraction {
  /** phi_e(r). */
  energy(e: number, r: number): number;
  /** phi_e'(r). */
  force(e: number, r: number): number;
  /**
   * Reverse pass of the force: returns scale phi_e''(r); adds scale d phi_e'/d theta to the gradients that are there.
   */
  forceVjp(e: number, r: number, scale: number, gradients: Partial<Float64Parameters>): number;
}

/** Reads the interaction's parameters (`kuramoto.*`) out of `parameters`, which it keeps a reference to. */
export function pairInteraction(spec: OscillatorSpec, parameters: Float64Parameters): PairInteraction {
  if (spec.interaction === 'mlpShared' || spec.interaction === 'mlpPerEdge') return mlpInteraction(spec, parameters);
  const A = parameters['kuramoto.A']!;
  if (spec.interaction === 'linear') {
    return {
      energy: (e, r) => A[e]! * r,
      force: (e) => A[e]!,
      forceVjp(e, _r, scale, gradients) {
        add(gradients['kuramoto.A'], e, scale);
        return 0;
      },
    };
  }
  const B = parameters['kuramoto.B']!;
  const { primitive, value, slope } = nonlinearities[nameOf(spec.interaction)];
  return {
    energy: (e, r) => A[e]! * r + B[e]! * primitive(r),
    force: (e, r) => A[e]! + B[e]! * value(r),
    forceVjp(e, r, scale, gradients) {
      add(gradients['kuramoto.A'], e, scale);
      add(gradients['kuramoto.B'], e, scale * value(r));
      return scale * B[e]! * slope(r);
    },
  };
}

const nonlinearities = {
  relu: {
    primitive: (r: number) => 0.5 * Math.max(r, 0) ** 2,
    value: (r: number) => Math.max(r, 0),
    slope: (r: number) => (r > 0 ? 1 : 0),
  },
  sigmoid: { primitive: softplus, value: sigmoid, slope: (r: number) => sigmoid(r) * (1 - sigmoid(r)) },
  tanh: { primitive: logCosh, value: Math.tanh, slope: (r: number) => 1 - Math.tanh(r) ** 2 },
} as const;

function add(gradient: Float64Array | undefined, index: number, amount: number): void {
  if (gradient !== undefined) gradient[index]! += amount;
}

function mlpInteraction(spec: OscillatorSpec, parameters: Float64Parameters): PairInteraction {
  const widths = mlpWidths(spec);
  const perEdge = spec.interaction === 'mlpPerEdge';
  const A = perEdge ? undefined : parameters['kuramoto.A']!;
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
    energy: (e, r) => (A?.[e] ?? 1) * mlpForward(slices(parameters, e), r).value,
    force: (e, r) => (A?.[e] ?? 1) * mlpForward(slices(parameters, e), r).slope,
    forceVjp(e, r, scale, gradients) {
      const mlp = slices(parameters, e);
      const trace = mlpForward(mlp, r);
      add(gradients['kuramoto.A'], e, scale * trace.slope);
      const full = scratchWhereAbsent(gradients, widths, parameters);
      return mlpSlopeVjp(mlp, trace, scale * (A?.[e] ?? 1), slices(full, e));
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
