import { defineKernel, type Kernel } from '../device/kernel.ts';

const lanes = 256;

/** Samples that one workgroup of the softmax kernels takes: a power of two up to 8; the other lanes share the units. */
export function softmaxColumns(batch: number): number {
  return 2 ** Math.min(3, Math.ceil(Math.log2(batch)));
}

/** Combines `shared` over the lanes that share a sample into every such lane's `result`. */
function reduce(result: string, combine: (a: string, b: string) => string): string {
  return `
  for (var stride = rows / 2u; stride > 0u; stride /= 2u) {
    workgroupBarrier();
    if (row < stride) { partial[lane] = ${combine('partial[lane]', 'partial[lane + stride * given.columns]')}; }
  }
  workgroupBarrier();
  let ${result} = partial[column];
  workgroupBarrier();`;
}

const lanesOfSample = `
  let rows = ${lanes}u / given.columns;
  let row = lane / given.columns;
  let column = lane % given.columns;
  let sample = tile * given.columns + column;
  let b = min(sample, given.batch - 1u);`;

const fields = { columns: 'u32', batch: 'u32', neurons: 'u32', activityAt: 'u32' } as const;

/** g = softmax(x) over all units of a sample, and log sum e^x. */
export function softmaxKernel(): Kernel {
  return defineKernel({
    name: 'softmax',
    storage: { state: 'f32', prepared: 'f32 write' },
    fields: { ...fields, logSumAt: 'u32' },
    workgroup: lanes,
    declarations: `var<workgroup> partial: array<f32, ${lanes}>;`,
    body: `${lanesOfSample}
  var largest = state[b];
  for (var i = row; i < given.neurons; i += rows) { largest = max(largest, state[i * given.batch + b]); }
  partial[lane] = largest;
  ${reduce('top', (p, q) => `max(${p}, ${q})`)}
  var sum = 0.0;
  for (var i = row; i < given.neurons; i += rows) { sum += exp(state[i * given.batch + b] - top); }
  partial[lane] = sum;
  ${reduce('total', (p, q) => `${p} + ${q}`)}
  if (sample < given.batch) {
    for (var i = row; i < given.neurons; i += rows) {
      prepared[given.activityAt + i * given.batch + b] = exp(state[i * given.batch + b] - top) / total;
    }
    if (row == 0u) { prepared[given.logSumAt + b] = top + log(total); }
  }`,
  });
}

/** out.x = (d2L/dx2) dg - u for softmax, g (dg - sum g dg) - u, with dg in out.x before. */
export function softmaxReverseKernel(): Kernel {
  return defineKernel({
    name: 'softmaxReverse',
    storage: { prepared: 'f32', cotangent: 'f32', out: 'f32 write' },
    fields,
    workgroup: lanes,
    declarations: `var<workgroup> partial: array<f32, ${lanes}>;`,
    body: `${lanesOfSample}
  var sum = 0.0;
  for (var i = row; i < given.neurons; i += rows) {
    let k = i * given.batch + b;
    sum += prepared[given.activityAt + k] * out[k];
  }
  partial[lane] = sum;
  ${reduce('mean', (p, q) => `${p} + ${q}`)}
  if (sample < given.batch) {
    for (var i = row; i < given.neurons; i += rows) {
      let k = i * given.batch + b;
      out[k] = prepared[given.activityAt + k] * (out[k] - mean) - cotangent[k];
    }
  }`,
  });
}
