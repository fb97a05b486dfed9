import { extents, type Float64Value, filled, zeros } from './value.ts';

/** A^T. */
export function transpose(a: Float64Value): Float64Value {
  const [M, N] = extents(a);
  return filled([N, M], (i) => a.data[(i % M) * N + Math.floor(i / M)]!);
}

/** A B, plus a row or a matrix. */
export function product(a: Float64Value, b: Float64Value, added?: Float64Value): Float64Value {
  const [M, K] = extents(a);
  const N = extents(b)[1];
  const out = added === undefined ? zeros([M, N]) : filled([M, N], (i) => added.data[i % added.data.length]!);
  for (let m = 0; m < M; m++) {
    for (let k = 0; k < K; k++) {
      const factor = a.data[m * K + k]!;
      if (factor === 0) continue;
      for (let j = 0; j < N; j++) out.data[m * N + j]! += factor * b.data[k * N + j]!;
    }
  }
  return out;
}

/** A^T B. */
export function crossProduct(a: Float64Value, b: Float64Value): Float64Value {
  return product(transpose(a), b);
}

/** a + b. */
export function add(a: Float64Value, b: Float64Value): Float64Value {
  return filled(a.shape, (i) => a.data[i]! + b.data[i]!);
}

/** a b entry by entry. */
export function multiply(a: Float64Value, b: Float64Value): Float64Value {
  return filled(a.shape, (i) => a.data[i]! * b.data[i]!);
}

/** a times a number. */
export function scale(a: Float64Value, factor: number): Float64Value {
  return filled(a.shape, (i) => a.data[i]! * factor);
}

/** Every row plus a row. */
export function addRow(x: Float64Value, row: Float64Value): Float64Value {
  const C = row.data.length;
  return filled(x.shape, (i) => x.data[i]! + row.data[i % C]!);
}

/** Every row times a row, entry by entry. */
export function multiplyRow(x: Float64Value, row: Float64Value): Float64Value {
  const C = row.data.length;
  return filled(x.shape, (i) => x.data[i]! * row.data[i % C]!);
}

/** The sum of all rows. */
export function sumRows(x: Float64Value): Float64Value {
  const C = extents(x)[1];
  const out = zeros([C]);
  for (let i = 0; i < x.data.length; i++) out.data[i % C]! += x.data[i]!;
  return out;
}

/** max(x, 0). */
export function relu(x: Float64Value): Float64Value {
  return filled(x.shape, (i) => Math.max(x.data[i]!, 0));
}

/** The cotangent where x > 0. */
export function reluVjp(x: Float64Value, cotangent: Float64Value): Float64Value {
  return filled(x.shape, (i) => (x.data[i]! > 0 ? cotangent.data[i]! : 0));
}

/** Mean cross entropy of softmax, and its gradient. */
export function crossEntropy(
  logits: Float64Value,
  targets: Float64Value,
): { loss: Float64Value; gradient: Float64Value } {
  const [R, K] = extents(logits);
  const [loss, gradient] = [zeros([1]), zeros([R, K])];
  for (let r = 0; r < R; r++) {
    const row = logits.data.subarray(r * K, (r + 1) * K);
    const largest = row.reduce((a, b) => Math.max(a, b));
    const sum = row.reduce((total, value) => total + Math.exp(value - largest), 0);
    for (let k = 0; k < K; k++) {
      const target = targets.data[r * K + k]!;
      const logProbability = row[k]! - largest - Math.log(sum);
      loss.data[0]! -= (target * logProbability) / R;
      gradient.data[r * K + k] = (Math.exp(logProbability) - target) / R;
    }
  }
  return { loss, gradient };
}
