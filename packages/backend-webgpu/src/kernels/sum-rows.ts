import { defineKernel, type Kernel } from '../device/kernel.ts';
import { reduceLanes } from './text.ts';

/**
 * gradients[into + p] += sum over rows of the block [rows, width] at `sumsAt`; one workgroup of `L` lanes, a power of two,
 * per p of a run.
 */
export function sumRowsKernel(L: number, subgroups: boolean): Kernel {
  return defineKernel({
    name: 'sumRows',
    storage: { gradients: 'f32 write' },
    fields: { rows: 'u32', width: 'u32', first: 'u32', sumsAt: 'u32', into: 'u32' },
    workgroup: L,
    subgroups,
    declarations: `var<workgroup> partial: array<f32, ${L}>;`,
    body: `
  var sum = 0.0;
  for (var row = lane; row < given.rows; row += ${L}u) {
    sum += gradients[given.sumsAt + row * given.width + given.first + tile];
  }
  partial[lane] = sum;
  ${reduceLanes('sum', 'partial', L, subgroups)}
  if (lane == 0u) { gradients[given.into + tile] += partial[0]; }`,
  });
}
