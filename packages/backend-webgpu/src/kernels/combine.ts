import { defineKernel, flatIndex, type Kernel } from '../device/kernel.ts';
import { each, workgroupSize } from './text.ts';

/**
 * out = own out + sum of coefficients times other states, four entries an invocation; `own` is there if the result
 * builds on what `out` holds, since a buffer cannot be bound to read and to write at once.
 */
export function combineKernel(terms: number, own: boolean): Kernel {
  const numbers = Array.from({ length: terms }, (_, k) => k);
  return defineKernel({
    name: `combine ${terms}${own ? ' onto' : ''}`,
    storage: {
      ...Object.fromEntries(numbers.map((k) => [`term${k}`, 'vec4f' as const])),
      out: 'vec4f write',
    },
    fields: {
      count: 'u32',
      own: 'f32',
      ...Object.fromEntries(numbers.map((k) => [`coefficient${k}`, 'f32' as const])),
    },
    workgroup: workgroupSize,
    body: `${flatIndex(workgroupSize)}
  var sum = ${own ? 'given.own * out[index]' : 'vec4f()'};
  ${each(terms, (k) => `sum += given.coefficient${k} * term${k}[index];`)}
  out[index] = sum;`,
  });
}
