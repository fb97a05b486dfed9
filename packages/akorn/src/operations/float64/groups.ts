import { extents, type Float64Value, filled, zeros } from './value.ts';

/** A vector shorter than this is divided by it. */
export const shortest = 1e-12;
/** What is added to a variance. */
export const varianceFloor = 1e-5;

/** Inner products of every n consecutive entries. */
export function groupDots(a: Float64Value, b: Float64Value, n: number): Float64Array {
  const out = new Float64Array(a.data.length / n);
  for (let i = 0; i < a.data.length; i++) out[Math.floor(i / n)]! += a.data[i]! * b.data[i]!;
  return out;
}

/** Every n consecutive entries by their norm. */
export function normalise(x: Float64Value, n: number): Float64Value {
  const squares = groupDots(x, x, n);
  return filled(x.shape, (i) => x.data[i]! / Math.max(Math.sqrt(squares[Math.floor(i / n)]!), shortest));
}

/** Cotangent of x. */
export function normaliseVjp(x: Float64Value, n: number, cotangent: Float64Value): Float64Value {
  const squares = groupDots(x, x, n);
  const unit = normalise(x, n);
  const along = groupDots(unit, cotangent, n);
  return filled(x.shape, (i) => {
    const group = Math.floor(i / n);
    const norm = Math.sqrt(squares[group]!);
    if (norm <= shortest) return cotangent.data[i]! / shortest;
    return (cotangent.data[i]! - along[group]! * unit.data[i]!) / norm;
  });
}

/** The norm of every n consecutive entries. */
export function norms(x: Float64Value, n: number): Float64Value {
  const [R, C] = extents(x);
  return { shape: [R, C / n], data: groupDots(x, x, n).map(Math.sqrt) };
}

/** Cotangent of x; 0 where a norm is 0. */
export function normsVjp(x: Float64Value, n: number, cotangent: Float64Value): Float64Value {
  const lengths = norms(x, n).data;
  return filled(x.shape, (i) => {
    const group = Math.floor(i / n);
    return lengths[group] === 0 ? 0 : (cotangent.data[group]! * x.data[i]!) / lengths[group]!;
  });
}

/** Mean 0 and variance 1 over the places and n channels of a group of a sample. */
export function standardise(x: Float64Value, n: number, batch: number): Float64Value {
  const { mean, deviation, groupOf } = moments(x, n, batch);
  return filled(x.shape, (i) => (x.data[i]! - mean[groupOf(i)]!) / deviation[groupOf(i)]!);
}

/** Cotangent of x. */
export function standardiseVjp(x: Float64Value, n: number, batch: number, cotangent: Float64Value): Float64Value {
  const { deviation, groupOf, size } = moments(x, n, batch);
  const out = standardise(x, n, batch);
  const [means, along] = [new Float64Array(deviation.length), new Float64Array(deviation.length)];
  for (let i = 0; i < x.data.length; i++) {
    means[groupOf(i)]! += cotangent.data[i]! / size;
    along[groupOf(i)]! += (cotangent.data[i]! * out.data[i]!) / size;
  }
  return filled(x.shape, (i) => {
    const group = groupOf(i);
    return (cotangent.data[i]! - means[group]! - along[group]! * out.data[i]!) / deviation[group]!;
  });
}

function moments(
  x: Float64Value,
  n: number,
  batch: number,
): { mean: Float64Array; deviation: Float64Array; size: number; groupOf: (index: number) => number } {
  const [R, C] = extents(x);
  const [groups, perSample] = [C / n, (R / batch) * C];
  const size = (R / batch) * n;
  const groupOf = (i: number): number => Math.floor(i / perSample) * groups + Math.floor((i % C) / n);
  const mean = zeros([batch * groups]).data;
  const variance = zeros([batch * groups]).data;
  for (let i = 0; i < x.data.length; i++) mean[groupOf(i)]! += x.data[i]! / size;
  for (let i = 0; i < x.data.length; i++) variance[groupOf(i)]! += (x.data[i]! - mean[groupOf(i)]!) ** 2 / size;
  return { mean, deviation: variance.map((value) => Math.sqrt(value + varianceFloor)), size, groupOf };
}
