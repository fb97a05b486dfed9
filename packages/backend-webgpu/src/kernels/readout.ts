import type { Readout } from '@hkmem/backend';
import { defineKernel, flatIndex, type Kernel } from '../device/kernel.ts';
import { each, reduceLanes, sumOf, workgroupSize } from './text.ts';

/** WGSL functions for output c: `firstOf` and `secondOf` neuron, and `outputOf(c, b)` (arXiv 2505.03648, experiments). */
function outputFunctions(kind: Readout['kind'], D: number): string {
  const [first, second] = {
    threshold: ['given.neurons - given.classes + c', 'given.neurons - given.classes + c'],
    reference: ['given.neurons - given.classes + c', 'given.neurons - given.classes - 1u'],
    pairs: ['given.neurons - 2u * given.classes + 2u * c', 'given.neurons - 2u * given.classes + 2u * c + 1u'],
  }[kind];
  const overlap = `
  let i = given.sAt + firstOf(c) * ${D}u * given.batch + b;
  let j = given.sAt + secondOf(c) * ${D}u * given.batch + b;
  return ${sumOf(D, (d) => `state[i + ${d}u * given.batch] * state[j + ${d}u * given.batch]`)};`;
  return `
fn firstOf(c: u32) -> u32 { return ${first}; }
fn secondOf(c: u32) -> u32 { return ${second}; }
fn outputOf(c: u32, b: u32) -> f32 { ${kind === 'threshold' ? 'return state[firstOf(c) * given.batch + b];' : overlap} }
`;
}

const fields = { neurons: 'u32', classes: 'u32', batch: 'u32', sAt: 'u32' } as const;

/** Class outputs [B, C]. */
export function readoutKernel(kind: Readout['kind'], D: number): Kernel {
  return defineKernel({
    name: `readout ${kind}`,
    storage: { state: 'f32', outputs: 'f32 write' },
    fields: { count: 'u32', ...fields },
    workgroup: workgroupSize,
    declarations: outputFunctions(kind, D),
    body: `${flatIndex(workgroupSize)}
  outputs[index] = outputOf(index % given.classes, index / given.classes);`,
  });
}

/**
 * loss[0] = the mean over the batch of sum_c (out_c - y_c)^2 and its gradient into `cotangent`, whose other entries are
 * 0 already. One workgroup, so that the sum has one order.
 */
export function squaredErrorKernel(kind: Readout['kind'], D: number, subgroups: boolean): Kernel {
  const lanes = 256;
  const spread =
    kind === 'threshold'
      ? 'cotangent[firstOf(c) * given.batch + b] = change;'
      : `
      let i = given.sAt + firstOf(c) * ${D}u * given.batch + b;
      let j = given.sAt + secondOf(c) * ${D}u * given.batch + b;
      ${each(D, (d) => {
        const at = `${d}u * given.batch`;
        return `cotangent[i + ${at}] += change * state[j + ${at}]; cotangent[j + ${at}] += change * state[i + ${at}];`;
      })}`;
  return defineKernel({
    name: `squaredError ${kind}`,
    storage: { state: 'f32', labels: 'u32', cotangent: 'f32 write', loss: 'f32 write' },
    fields,
    workgroup: lanes,
    subgroups,
    declarations: `${outputFunctions(kind, D)}
var<workgroup> partial: array<f32, ${lanes}>;`,
    body: `
  var sum = 0.0;
  for (var b = lane; b < given.batch; b += ${lanes}u) {
    for (var c = 0u; c < given.classes; c++) {
      let miss = outputOf(c, b) - select(-1.0, 1.0, labels[b] == c);
      let change = 2.0 * miss / f32(given.batch);
      sum += miss * miss;
      ${spread}
    }
  }
  partial[lane] = sum;
  ${reduceLanes('sum', 'partial', lanes, subgroups)}
  if (lane == 0u) { loss[0] = partial[0] / f32(given.batch); }`,
  });
}
