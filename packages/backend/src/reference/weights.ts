import type { Float64Parameters } from './float64-parameters.ts';

/** The symmetric matrix W of threshold units, dense or made of blocks between neighbouring layers. */
export interface SymmetricWeights {
  /** W [N, N] where it is stored whole. */
  readonly dense: Float64Array | undefined;
  /** out += W g, both [N]. */
  product(g: Float64Array, out: Float64Array): void;
  /** Adds to the gradients, given the cotangent u of W g: dL/dW = u g^T. `dW` [N, N] takes it where W is dense. */
  accumulate(
    u: Float64Array,
    g: Float64Array,
    gradients: Partial<Float64Parameters>,
    dW: Float64Array | undefined,
  ): void;
}

/** W = (V + V^T) / 2 of a free matrix V [N, N]. */
export function symmetricWeights(free: Float64Array, N: number): SymmetricWeights {
  const W = new Float64Array(N * N);
  for (let i = 0; i < N; i++) for (let j = 0; j < N; j++) W[i * N + j] = (free[i * N + j]! + free[j * N + i]!) / 2;
  return {
    dense: W,
    product(g, out) {
      for (let i = 0; i < N; i++) {
        let sum = 0;
        for (let j = 0, row = i * N; j < N; j++) sum += W[row + j]! * g[j]!;
        out[i]! += sum;
      }
    },
    accumulate(u, g, _gradients, dW) {
      if (dW === undefined) return;
      for (let i = 0; i < N; i++) {
        const scale = u[i]!;
        if (scale === 0) continue;
        for (let j = 0, row = i * N; j < N; j++) dW[row + j]! += scale * g[j]!;
      }
    },
  };
}

/** gradient += (dW + dW^T) / 2, the pull-back of W = (V + V^T) / 2; sets `dW` to 0. */
export function pullBackSymmetric(dW: Float64Array, gradient: Float64Array, N: number): void {
  for (let i = 0; i < N; i++) {
    for (let j = 0; j < N; j++) gradient[i * N + j]! += (dW[i * N + j]! + dW[j * N + i]!) / 2;
  }
  dW.fill(0);
}

/** Blocks W_l [n_(l+1), n_l] between layers, and their transposes on the other side of the diagonal. */
export function layeredWeights(parameters: Float64Parameters, layers: readonly number[]): SymmetricWeights {
  const starts = layers.map((_, l) => layers.slice(0, l).reduce((sum, size) => sum + size, 0));
  const blocks = layers.slice(1).map((rows, l) => ({
    path: `hopfield.layers.${l}`,
    rows,
    columns: layers[l]!,
    below: starts[l]!,
    above: starts[l + 1]!,
  }));
  return {
    dense: undefined,
    product(g, out) {
      for (const { path, rows, columns, below, above } of blocks) {
        const W = parameters[path]!;
        for (let a = 0; a < rows; a++) {
          for (let c = 0; c < columns; c++) {
            const w = W[a * columns + c]!;
            out[above + a]! += w * g[below + c]!;
            out[below + c]! += w * g[above + a]!;
          }
        }
      }
    },
    accumulate(u, g, gradients) {
      for (const { path, rows, columns, below, above } of blocks) {
        const gradient = gradients[path];
        if (gradient === undefined) continue;
        for (let a = 0; a < rows; a++) {
          for (let c = 0; c < columns; c++) {
            gradient[a * columns + c]! += u[above + a]! * g[below + c]! + u[below + c]! * g[above + a]!;
          }
        }
      }
    },
  };
}
