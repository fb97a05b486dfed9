import { gelu, type HostState, layerSizes, nameOf, type ParameterValues, type SystemSpec } from '@hkmem/backend';

/**
 * kappaH E_H, kappaK E_K and E_HK of every sample, [B] each, by sums over dense matrices as the equations of arXiv
 * 2505.03648 stand, for tests: nothing is shared with the engines but `gelu`.
 */
export function denseTerms(
  spec: SystemSpec,
  parameters: ParameterValues,
  host: HostState,
  batch: number,
): Readonly<Record<string, Float64Array>> {
  const { neurons: N, threshold, oscillators, coupling } = spec;
  const D = oscillators?.dimension ?? 0;
  const weights = threshold && denseWeights(spec, parameters);
  const terms: Record<string, Float64Array> = {};
  const each = (name: string, energy: (x: number[], s: number[][]) => number): void => {
    terms[name] = Float64Array.from({ length: batch }, (_, b) => {
      const x = Array.from({ length: threshold ? N : 0 }, (_x, i) => host.x![b * N + i]!);
      const s = Array.from({ length: oscillators ? N : 0 }, (_s, i) =>
        Array.from({ length: D }, (_d, d) => host.s![(b * N + i) * D + d]!),
      );
      return energy(x, s);
    });
  };
  const overlap = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, v, d) => sum + v * b[d]!, 0);
  if (threshold !== undefined) {
    const bias = parameters['hopfield.bias']!;
    each('hopfield', (x) => {
      const { value, g } = lagrangians[nameOf(threshold.activation)]!(x);
      let sum = -value;
      for (let i = 0; i < N; i++) {
        sum += (x[i]! - bias[i]!) * g[i]!;
        for (let j = 0; j < N; j++) sum -= (g[i]! * weights![i]![j]! * g[j]!) / 2;
      }
      return (coupling?.kappaH ?? 1) * sum;
    });
  }
  if (oscillators !== undefined) {
    const { sources, targets } = oscillators.graph;
    each('kuramoto', (_x, s) => {
      let sum = 0;
      for (let e = 0; e < sources.length; e++) {
        sum += pairPotential(spec, parameters, e, overlap(s[sources[e]!]!, s[targets[e]!]!));
      }
      return (coupling?.kappaK ?? 1) * sum;
    });
  }
  if (coupling === undefined || threshold === undefined) return terms;
  const { kind, graph } = coupling;
  each('coupling', (x, s) => {
    const { g } = lagrangians[nameOf(threshold.activation)]!(x);
    let sum = 0;
    for (let e = 0; e < graph.sources.length; e++) {
      const [i, j] = [graph.sources[e]!, graph.targets[e]!];
      const made = {
        network: () => parameters['coupling.weights']![e]!,
        additive: () => parameters['coupling.alpha']![0]!,
      };
      const w = kind === 'multiplicative' ? parameters['coupling.alpha']![0]! * weights![i]![j]! : made[nameOf(kind)]();
      sum -= w * overlap(s[i]!, s[j]!) * g[i]! * g[j]!;
    }
    return sum;
  });
  return terms;
}

type Lagrangian = (x: readonly number[]) => { readonly value: number; readonly g: readonly number[] };
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const lagrangians: Readonly<Record<string, Lagrangian>> = {
  relu: (x) => ({ value: sum(x.map((v) => (v > 0 ? (v * v) / 2 : 0))), g: x.map((v) => Math.max(v, 0)) }),
  tanh: (x) => ({ value: sum(x.map((v) => Math.log(Math.cosh(v)))), g: x.map(Math.tanh) }),
  sigmoid: (x) => ({ value: sum(x.map((v) => Math.log1p(Math.exp(v)))), g: x.map((v) => 1 / (1 + Math.exp(-v))) }),
  identity: (x) => ({ value: sum(x.map((v) => (v * v) / 2)), g: x }),
  softmax: (x) => {
    const total = sum(x.map(Math.exp));
    return { value: Math.log(total), g: x.map((v) => Math.exp(v) / total) };
  },
};

/** W [N, N]: (V + V^T) / 2, or the blocks between layers and their transposes. */
function denseWeights({ neurons: N, threshold }: SystemSpec, parameters: ParameterValues): number[][] {
  const W = Array.from({ length: N }, () => new Array<number>(N).fill(0));
  const layers = layerSizes(threshold!);
  if (layers === undefined) {
    const V = parameters['hopfield.weights']!;
    for (let i = 0; i < N; i++) for (let j = 0; j < N; j++) W[i]![j] = (V[i * N + j]! + V[j * N + i]!) / 2;
    return W;
  }
  let start = 0;
  for (let l = 0; l + 1 < layers.length; l++) {
    const [columns, rows] = [layers[l]!, layers[l + 1]!];
    for (let a = 0; a < rows; a++) {
      for (let c = 0; c < columns; c++) {
        const w = parameters[`hopfield.layers.${l}`]![a * columns + c]!;
        W[start + columns + a]![start + c] = w;
        W[start + c]![start + columns + a] = w;
      }
    }
    start += columns;
  }
  return W;
}

/** phi_e(r). */
function pairPotential({ oscillators }: SystemSpec, parameters: ParameterValues, e: number, r: number): number {
  const { interaction, hidden = [10] } = oscillators!;
  const A = parameters['kuramoto.A']?.[e] ?? 1;
  const B = parameters['kuramoto.B']?.[e] ?? 0;
  if (interaction === 'linear') return A * r;
  if (interaction === 'relu') return A * r + (r > 0 ? (B * r * r) / 2 : 0);
  if (interaction === 'sigmoid') return A * r + B * Math.log1p(Math.exp(r));
  if (interaction === 'tanh') return A * r + B * Math.log(Math.cosh(r));
  const widths = [1, ...hidden, 1];
  const lead = interaction === 'mlpPerEdge' ? e : 0;
  let h = [r];
  for (let l = 0; l + 1 < widths.length; l++) {
    const [rows, columns] = [widths[l + 1]!, widths[l]!];
    const [weights, biases] = [parameters[`kuramoto.mlp.weights.${l}`]!, parameters[`kuramoto.mlp.biases.${l}`]!];
    const z = Array.from({ length: rows }, (_, a) => {
      return h.reduce((total, v, c) => total + v * weights[(lead * rows + a) * columns + c]!, biases[lead * rows + a]!);
    });
    h = l + 2 < widths.length ? z.map((v) => gelu(v)[0]) : z;
  }
  return A * h[0]!;
}
