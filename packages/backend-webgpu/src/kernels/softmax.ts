import { defineKernel, type Kernel } from '../device/kernel.ts';
import { reduceLanes } from './text.ts';

const lanes = 256;

/** Samples that one workgroup of the softmax kernels takes: a power of two up to 8; the other lanes share the units. */
export function softmaxColumns(batch: number): number {
  return 2 ** Math.min(3, Math.ceil(Math.log2(batch)));
}

/**
 * Puts `partial` of the lanes that share a sample together into every such lane's `result`; by subgroups where a
 * workgroup has one sample.
 */
function reduce(result: string, operation: 'sum' | 'maximum', subgroups: boolean): string {
  if (subgroups) {
    return `
  ${reduceLanes(operation, 'partial', lanes, true)}
  let ${result} = partial[0];
  workgroupBarrier();`;
  }
  const [a, b] = ['partial[lane]', 'partial[lane + stride * given.columns]'];
  return `
  for (var stride = rows / 2u; stride > 0u; stride /= 2u) {
    workgroupBarrier();
    if (row < stride) { partial[lane] = ${operation === 'sum' ? `${a} + ${b}` : `max(${a}, ${b})`}; }
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

/** g = softmax(x) over all units of a sample, and log sum e^x; `subgroups` only where `given.columns` is 1. */
export function softmaxKernel(subgroups: boolean): Kernel {
  return defineKernel({
    name: 'softmax',
    storage: { state: 'f32', prepared: 'f32 write' },
    fields: { ...fields, logSumAt: 'u32' },
    workgroup: lanes,
    subgroups,
    declarations: `var<workgroup> partial: array<f32, ${lanes}>;`,
    body: `${lanesOfSample}
  var largest = state[b];
  for (var i = row; i < given.neurons; i += rows) { largest = max(largest, state[i * given.batch + b]); }
  partial[lane] = largest;
  ${reduce('top', 'maximum', subgroups)}
  var sum = 0.0;
  for (var i = row; i < given.neurons; i += rows) { sum += exp(state[i * given.batch + b] - top); }
  partial[lane] = sum;
  ${reduce('total', 'sum', subgroups)}
  if (sample < given.batch) {
    for (var i = row; i < given.neurons; i += rows) {
      prepared[given.activityAt + i * given.batch + b] = exp(state[i * given.batch + b] - top) / total;
    }
    if (row == 0u) { prepared[given.logSumAt + b] = top + log(total); }
  }`,
  });
}

/** out.x = (d2L/dx2) dg - u for softmax, g (dg - sum g dg) - u, with dg in out.x before; `subgroups` as above. */
export function softmaxReverseKernel(subgroups: boolean): Kernel {
  return defineKernel({
    name: 'softmaxReverse',
    storage: { prepared: 'f32', cotangent: 'f32', out: 'f32 write' },
    fields,
    workgroup: lanes,
    subgroups,
    declarations: `var<workgroup> partial: array<f32, ${lanes}>;`,
    body: `${lanesOfSample}
  var sum = 0.0;
  for (var i = row; i < given.neurons; i += rows) {
    let k = i * given.batch + b;
    sum += prepared[given.activityAt + k] * out[k];
  }
  partial[lane] = sum;
  ${reduce('mean', 'sum', subgroups)}
  if (sample < given.batch) {
    for (var i = row; i < given.neurons; i += rows) {
      let k = i * given.batch + b;
      out[k] = prepared[given.activityAt + k] * (out[k] - mean) - cotangent[k];
    }
  }`,
  });
}
