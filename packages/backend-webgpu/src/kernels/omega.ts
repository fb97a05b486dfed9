import { defineKernel, type Kernel } from '../device/kernel.ts';
import { reduceLanes, reductionLanes } from './text.ts';

/**
 * Adds sums of v s^T over the samples and neurons of a row to a [D, D] block of `gradients` per row. A row is a neuron
 * for local rotations, a group of neurons for a global one. Lanes read 64 pairs of vectors, then share the entries.
 * One pipeline serves every D up to 16.
 */
export function omegaSumsKernel(dimension: number): Kernel {
  const L = reductionLanes;
  const room = L * Math.max(16, dimension);
  return defineKernel({
    name: 'omegaSums',
    storage: { prepared: 'f32', cotangent: 'f32', gradients: 'f32 write' },
    fields: {
      dimension: 'u32',
      neuronsPerRow: 'u32',
      neurons: 'u32',
      batch: 'u32',
      sAt: 'u32',
      sumsAt: 'u32',
    },
    workgroup: L,
    declarations: `
var<workgroup> unit: array<f32, ${room}>;
var<workgroup> turned: array<f32, ${room}>;`,
    body: `
  let D = given.dimension;
  let begin = tile * given.neuronsPerRow;
  let items = (min(given.neurons, begin + given.neuronsPerRow) - begin) * given.batch;
  for (var first = 0u; first < D * D; first += ${L}u) {
    let pair = min(first + lane, D * D - 1u);
    var sum = 0.0;
    for (var base = 0u; base < items; base += ${L}u) {
      let item = base + lane;
      let row = (begin + item / given.batch) * D * given.batch + item % given.batch;
      for (var d = 0u; d < D; d++) {
        let inside = item < items;
        unit[lane * D + d] = select(0.0, prepared[row + d * given.batch], inside);
        turned[lane * D + d] = select(0.0, cotangent[given.sAt + row + d * given.batch], inside);
      }
      workgroupBarrier();
      for (var q = 0u; q < ${L}u; q++) { sum += turned[q * D + pair / D] * unit[q * D + pair % D]; }
      workgroupBarrier();
    }
    if (first + lane < D * D) { gradients[given.sumsAt + tile * D * D + pair] += sum; }
  }`,
  });
}

export interface SkewOptions {
  /**
   * `centred`: each of `given.blocks` [D, D] blocks without the mean over blocks, to a block of its own. `sum`: the
   * sum over blocks, to one block.
   */
  readonly kind: 'centred' | 'sum';
  /** Whether source and result are one buffer and the result is added, as for gradients. */
  readonly accumulate: boolean;
  readonly subgroups: boolean;
}

/** The skew part (M - M^T) / 2 of blocks, times `given.factor`. One workgroup per entry. */
export function skewKernel({ kind, accumulate, subgroups }: SkewOptions): Kernel {
  const source = accumulate ? 'into' : 'source';
  const L = reductionLanes;
  const centred = `
  let mean = partial[0] / f32(given.blocks);
  for (var n = lane; n < given.blocks; n += ${L}u) { put(given.intoAt + n * D * D + tile, skewOf(n, a, c) - mean); }`;
  const sum = `
  if (lane == 0u) { put(given.intoAt + tile, partial[0]); }`;
  return defineKernel({
    name: kind === 'centred' ? 'skewCentred' : 'skewSum',
    storage: { ...(accumulate ? {} : { source: 'f32' as const }), into: 'f32 write' },
    fields: { dimension: 'u32', blocks: 'u32', sourceAt: 'u32', intoAt: 'u32', factor: 'f32' },
    workgroup: L,
    subgroups,
    declarations: `
var<workgroup> partial: array<f32, ${L}>;
fn skewOf(n: u32, a: u32, c: u32) -> f32 {
  let base = given.sourceAt + n * given.dimension * given.dimension;
  return 0.5 * (${source}[base + a * given.dimension + c] - ${source}[base + c * given.dimension + a]);
}
fn put(at: u32, value: f32) { into[at] ${accumulate ? '+=' : '='} given.factor * value; }`,
    body: `
  let D = given.dimension;
  let a = tile / D;
  let c = tile % D;
  var total = 0.0;
  for (var n = lane; n < given.blocks; n += ${L}u) { total += skewOf(n, a, c); }
  partial[lane] = total;
  ${reduceLanes('sum', 'partial', L, subgroups)}
  ${kind === 'centred' ? centred : sum}`,
  });
}
