import type { ResolvedReading } from '@hkmem/backend';
import { defineKernel, flatIndex, type Kernel, type StorageType } from '../device/kernel.ts';
import { workgroupSize } from './text.ts';

/** How outputs are found. */
export interface OutputForm {
  /** What they are read of; activities from what was prepared. */
  readonly of: ResolvedReading['of'];
  /** Whether the buffer `places` lists first ends, then second ones; else each grows by one step from output to output. */
  readonly listed: boolean;
}

/** A text that tells two forms apart. */
export function formName({ of, listed }: OutputForm): string {
  return listed ? `${of} listed` : of;
}

/** Buffers that functions of outputs read. */
export function outputStorage({ of, listed }: OutputForm): Record<string, StorageType> {
  return {
    state: 'f32',
    ...(listed ? { places: 'u32' as const } : {}),
    ...(of === 'activity' ? { prepared: 'f32' as const } : {}),
  };
}

/** Fields that they read. */
export const outputFields = {
  classes: 'u32',
  batch: 'u32',
  dimension: 'u32',
  sAt: 'u32',
  activityAt: 'u32',
  firstAt: 'u32',
  firstStep: 'u32',
  secondAt: 'u32',
  secondStep: 'u32',
} as const;

/** WGSL functions for output c: `firstOf` and `secondOf` neuron, and `outputOf(c, b)`. */
export function outputFunctions({ of, listed }: OutputForm): string {
  const ends = listed
    ? ['places[c]', 'places[given.classes + c]']
    : ['given.firstAt + given.firstStep * c', 'given.secondAt + given.secondStep * c'];
  const unit = 'firstOf(c) * given.batch + b';
  const body = {
    state: `return state[${unit}];`,
    activity: `return prepared[given.activityAt + ${unit}];`,
    overlap: `
  let i = given.sAt + firstOf(c) * given.dimension * given.batch + b;
  let j = given.sAt + secondOf(c) * given.dimension * given.batch + b;
  var sum = 0.0;
  for (var d = 0u; d < given.dimension; d++) { sum += state[i + d * given.batch] * state[j + d * given.batch]; }
  return sum;`,
  }[of];
  return `
fn firstOf(c: u32) -> u32 { return ${ends[0]}; }
fn secondOf(c: u32) -> u32 { return ${ends[1]}; }
fn outputOf(c: u32, b: u32) -> f32 { ${body} }
`;
}

/** Outputs [B, C]. */
export function readoutKernel(form: OutputForm): Kernel {
  return defineKernel({
    name: `readout ${formName(form)}`,
    storage: { ...outputStorage(form), outputs: 'f32 write' },
    fields: { count: 'u32', ...outputFields },
    workgroup: workgroupSize,
    declarations: outputFunctions(form),
    body: `${flatIndex(workgroupSize)}
  outputs[index] = outputOf(index % given.classes, index / given.classes);`,
  });
}
