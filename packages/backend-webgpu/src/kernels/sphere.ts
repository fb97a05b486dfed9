import { defineKernel, flatIndex, type Kernel } from '../device/kernel.ts';
import { each, sumOf, workgroupSize } from './text.ts';

const rowOf = (D: number): string => `
  let row = (index / given.batch) * ${D}u * given.batch + index % given.batch;`;

const inverseOf = `
  var inverse = 0.0;
  if (square > 0.0) { inverse = 1.0 / sqrt(square); }`;

/** s / |s| per neuron and sample, in place; a zero vector stays zero. */
export function normaliseKernel(D: number): Kernel {
  return defineKernel({
    name: 'normalise',
    storage: { state: 'f32 write' },
    fields: { count: 'u32', batch: 'u32', sAt: 'u32' },
    workgroup: workgroupSize,
    body: `${flatIndex(workgroupSize)}
  ${rowOf(D)}
  ${each(D, (d) => `let s${d} = state[given.sAt + row + ${d}u * given.batch];`)}
  let square = ${sumOf(D, (d) => `s${d} * s${d}`)};
  ${inverseOf}
  ${each(D, (d) => `state[given.sAt + row + ${d}u * given.batch] = s${d} * inverse;`)}`,
  });
}

/** v <- (v - s (s . v) / |s|^2) / |s| per neuron and sample, in place; 0 for a zero vector. */
export function normaliseReverseKernel(D: number): Kernel {
  return defineKernel({
    name: 'normaliseReverse',
    storage: { state: 'f32', cotangent: 'f32 write' },
    fields: { count: 'u32', batch: 'u32', sAt: 'u32' },
    workgroup: workgroupSize,
    body: `${flatIndex(workgroupSize)}
  ${rowOf(D)}
  ${each(
    D,
    (d) => `let s${d} = state[given.sAt + row + ${d}u * given.batch];
  let v${d} = cotangent[given.sAt + row + ${d}u * given.batch];`,
  )}
  let square = ${sumOf(D, (d) => `s${d} * s${d}`)};
  ${inverseOf}
  let along = (${sumOf(D, (d) => `s${d} * v${d}`)}) * inverse * inverse;
  ${each(D, (d) => `cotangent[given.sAt + row + ${d}u * given.batch] = (v${d} - s${d} * along) * inverse;`)}`,
  });
}

/** s of every sample = the learned start, normalised per neuron. */
export function broadcastStartKernel(D: number): Kernel {
  return defineKernel({
    name: 'broadcastStart',
    storage: { parameters: 'f32', state: 'f32 write' },
    fields: { count: 'u32', batch: 'u32', sAt: 'u32', startAt: 'u32' },
    workgroup: workgroupSize,
    body: `${flatIndex(workgroupSize)}
  ${rowOf(D)}
  let begin = given.startAt + (index / given.batch) * ${D}u;
  ${each(D, (d) => `let s${d} = parameters[begin + ${d}u];`)}
  let square = ${sumOf(D, (d) => `s${d} * s${d}`)};
  ${inverseOf}
  ${each(D, (d) => `state[given.sAt + row + ${d}u * given.batch] = s${d} * inverse;`)}`,
  });
}

/** Neurons that a workgroup of the start's gradient takes. */
export const startGroup = 4;

/** Adds to the start's gradient the cotangent's s, summed over the batch and pulled back. */
export function startGradientKernel(D: number): Kernel {
  const [lanes, L] = [16, 16 * startGroup];
  return defineKernel({
    name: 'startGradient',
    storage: { parameters: 'f32', cotangent: 'f32', gradients: 'f32 write' },
    fields: { neurons: 'u32', batch: 'u32', sAt: 'u32', startAt: 'u32' },
    workgroup: L,
    declarations: `var<workgroup> partial: array<f32, ${L * D}>;`,
    body: `
  let neuron = tile * ${startGroup}u + lane / ${lanes}u;
  let i = min(neuron, given.neurons - 1u);
  let part = lane % ${lanes}u;
  let row = i * ${D}u * given.batch;
  ${each(D, (d) => `var v${d} = 0.0;`)}
  for (var b = part; b < given.batch; b += ${lanes}u) {
    ${each(D, (d) => `v${d} += cotangent[given.sAt + row + ${d}u * given.batch + b];`)}
  }
  ${each(D, (d) => `partial[${d * L}u + lane] = v${d};`)}
  workgroupBarrier();
  if (part == 0u && neuron < given.neurons) {
    for (var k = 1u; k < ${lanes}u; k++) {
      ${each(D, (d) => `v${d} += partial[${d * L}u + lane + k];`)}
    }
    let begin = given.startAt + i * ${D}u;
    ${each(D, (d) => `let s${d} = parameters[begin + ${d}u];`)}
    let square = ${sumOf(D, (d) => `s${d} * s${d}`)};
    ${inverseOf}
    let along = (${sumOf(D, (d) => `s${d} * v${d}`)}) * inverse * inverse;
    ${each(D, (d) => `gradients[begin + ${d}u] += (v${d} - s${d} * along) * inverse;`)}
  }`,
  });
}
