import type { OptimiserRule } from '@hkmem/backend';
import { defineKernel, flatIndex, type Kernel } from '../device/kernel.ts';
import { workgroupSize } from './text.ts';

const lion = `
  let mean = first[at];
  let direction = sign(given.beta1 * mean + given.rest1 * gradient);
  first[at] = given.beta2 * mean + given.rest2 * gradient;`;

const adam = `
  let mean = given.beta1 * first[at] + given.rest1 * gradient;
  let square = given.beta2 * second[at] + given.rest2 * gradient * gradient;
  first[at] = mean;
  second[at] = square;
  let direction = mean * given.firstScale / (sqrt(square * given.secondScale) + given.epsilon);`;

/**
 * One step over a run of parameters, in place: Lion (Chen et al., arXiv 2302.06675) or Adam (Kingma and Ba,
 * arXiv 1412.6980; decoupled decay of arXiv 1711.05101).
 */
export function optimiseKernel(kind: OptimiserRule['kind']): Kernel {
  return defineKernel({
    name: kind,
    storage: {
      gradients: 'f32',
      parameters: 'f32 write',
      first: 'f32 write',
      ...(kind === 'adam' ? { second: 'f32 write' as const } : {}),
    },
    fields: {
      count: 'u32',
      start: 'u32',
      rate: 'f32',
      beta1: 'f32',
      rest1: 'f32',
      beta2: 'f32',
      rest2: 'f32',
      weightDecay: 'f32',
      ...(kind === 'adam' ? { firstScale: 'f32' as const, secondScale: 'f32' as const, epsilon: 'f32' as const } : {}),
    },
    workgroup: workgroupSize,
    body: `${flatIndex(workgroupSize)}
  let at = given.start + index;
  let gradient = gradients[at];
  ${kind === 'lion' ? lion : adam}
  let old = parameters[at];
  parameters[at] = old - given.rate * (direction + given.weightDecay * old);`,
  });
}
