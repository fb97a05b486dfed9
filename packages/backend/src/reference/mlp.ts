import { gelu } from './scalar.ts';

/** A scalar MLP with GELU between layers and a linear output; weights of layer l are [widths[l+1], widths[l]]. */
export interface MlpSlices {
  readonly widths: readonly number[];
  readonly weights: readonly Float64Array[];
  readonly biases: readonly Float64Array[];
}

/** f(r) and f'(r), and what a reverse pass needs. */
export interface MlpTrace {
  readonly value: number;
  readonly slope: number;
  /** Per layer: its input, the input's derivative in r, its output before GELU, and that output's derivative. */
  readonly layers: readonly { h: Float64Array; dh: Float64Array; z: Float64Array; dz: Float64Array }[];
}

/** Runs the MLP and its derivative in r together. */
export function mlpForward(mlp: MlpSlices, r: number): MlpTrace {
  let h = Float64Array.of(r);
  let dh = Float64Array.of(1);
  const layers: MlpTrace['layers'][number][] = [];
  for (let l = 0; l + 1 < mlp.widths.length; l++) {
    const rows = mlp.widths[l + 1]!;
    const z = new Float64Array(rows);
    const dz = new Float64Array(rows);
    for (let a = 0; a < rows; a++) {
      z[a] = mlp.biases[l]![a]!;
      for (let c = 0; c < h.length; c++) {
        const w = mlp.weights[l]![a * h.length + c]!;
        z[a]! += w * h[c]!;
        dz[a]! += w * dh[c]!;
      }
    }
    layers.push({ h, dh, z, dz });
    h = z.map((entry) => gelu(entry)[0]);
    dh = z.map((entry, a) => gelu(entry)[1] * dz[a]!);
  }
  const last = layers[layers.length - 1]!;
  return { value: last.z[0]!, slope: last.dz[0]!, layers };
}

/**
 * Reverse pass of f'(r): adds scale df'/dweights and scale df'/dbiases to the gradients (if given) and returns
 * scale f''(r).
 */
export function mlpSlopeVjp(
  mlp: MlpSlices,
  trace: MlpTrace,
  scale: number,
  gradient: { weights: readonly Float64Array[]; biases: readonly Float64Array[] } | undefined,
): number {
  let zBar = Float64Array.of(0);
  let dzBar = Float64Array.of(scale);
  for (let l = trace.layers.length - 1; ; l--) {
    const { h, dh } = trace.layers[l]!;
    const hBar = new Float64Array(h.length);
    const dhBar = new Float64Array(h.length);
    for (let a = 0; a < zBar.length; a++) {
      if (gradient !== undefined) gradient.biases[l]![a]! += zBar[a]!;
      for (let c = 0; c < h.length; c++) {
        const index = a * h.length + c;
        hBar[c]! += mlp.weights[l]![index]! * zBar[a]!;
        dhBar[c]! += mlp.weights[l]![index]! * dzBar[a]!;
        if (gradient !== undefined) gradient.weights[l]![index]! += zBar[a]! * h[c]! + dzBar[a]! * dh[c]!;
      }
    }
    if (l === 0) return hBar[0]!;
    const { z, dz } = trace.layers[l - 1]!;
    zBar = z.map((entry, c) => {
      const [, first, second] = gelu(entry);
      return hBar[c]! * first + dhBar[c]! * second * dz[c]!;
    });
    dzBar = z.map((entry, c) => dhBar[c]! * gelu(entry)[1]);
  }
}
