import { defineKernel, flatIndex, type Kernel } from '../device/kernel.ts';
import { declareFunctions } from './functions.ts';
import { lagrangianInterface, type UnitLagrangian, unitFunction } from './lagrangian.ts';
import { each, sumOf, workgroupSize } from './text.ts';

export interface PrepareOptions {
  /** D; 0 without oscillators. */
  readonly dimension: number;
  /** Whether the cotangent's projection is wanted too, for a reverse pass. */
  readonly reverse: boolean;
  /** The Lagrangian whose activity g is wanted, if it is; layers that stand for themselves have kernels of their own. */
  readonly activity: UnitLagrangian | undefined;
}

/**
 * What edges read of every neuron, per neuron and sample: unit vectors s / |s|, 1 / |s| (0 for a zero vector), the
 * tangent part v - s (s . v) of a cotangent, and the activity g.
 */
export function prepareKernel({ dimension: D, reverse, activity }: PrepareOptions): Kernel {
  const oscillators = `
  let row = (index / given.batch) * ${D}u * given.batch + index % given.batch;
  ${each(D, (d) => `let s${d} = state[given.sAt + row + ${d}u * given.batch];`)}
  let square = ${sumOf(D, (d) => `s${d} * s${d}`)};
  var inverse = 0.0;
  if (square > 0.0) { inverse = 1.0 / sqrt(square); }
  ${each(D, (d) => `prepared[row + ${d}u * given.batch] = s${d} * inverse;`)}`;
  const tangent = `
  ${each(D, (d) => `let v${d} = cotangent[given.sAt + row + ${d}u * given.batch];`)}
  let along = (${sumOf(D, (d) => `s${d} * v${d}`)}) * inverse * inverse;
  ${each(D, (d) => `prepared[given.tangentAt + row + ${d}u * given.batch] = v${d} - s${d} * along;`)}
  prepared[given.inverseAt + index] = inverse;`;
  const units = lagrangianInterface(activity);
  return defineKernel({
    name: reverse ? 'prepareReverse' : 'prepare',
    storage: {
      state: 'f32',
      ...(reverse ? { cotangent: 'f32' as const } : {}),
      ...units.storage,
      prepared: 'f32 write',
    },
    fields: {
      count: 'u32',
      batch: 'u32',
      sAt: 'u32',
      tangentAt: 'u32',
      inverseAt: 'u32',
      activityAt: 'u32',
      ...units.fields,
    },
    workgroup: workgroupSize,
    declarations: declareFunctions(activity ? [unitFunction(activity, 'activity', [activity.law.activity])] : []),
    body: `${flatIndex(workgroupSize)}
  ${D === 0 ? '' : oscillators}
  ${D > 0 && reverse ? tangent : ''}
  ${activity ? 'prepared[given.activityAt + index] = activity(index / given.batch, state[index]);' : ''}`,
  });
}
