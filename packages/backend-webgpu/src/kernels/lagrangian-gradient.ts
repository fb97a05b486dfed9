import { defineKernel, type Kernel } from '../device/kernel.ts';
import { componentsOf, declareFunctions, inVectors, mostComponents } from './functions.ts';
import {
  lagrangianInterface,
  lagrangianPlace,
  type UnitLagrangian,
  unitFunction,
  unitSumsField,
} from './lagrangian.ts';
import { reduceLanes, reductionLanes } from './text.ts';

/**
 * out.x = L''(x) dg - u with dg in out.x before, and of every wanted parameter theta the sum over the batch of
 * dg dg/dtheta: added to its gradient for one per neuron, else to its sums at the unit, from where units are added up
 * later. One workgroup a unit, the
 * first of which is `given.unitsAt`.
 */
export function lagrangianGradientKernel(units: UnitLagrangian, wanted: readonly string[], subgroups: boolean): Kernel {
  const { law } = units;
  const L = reductionLanes;
  const { storage, fields } = lagrangianInterface(units);
  const indexOf = (name: string): number => law.parameters.findIndex((parameter) => parameter.name === name);
  const vectors = inVectors(wanted);
  const functions = vectors.map((names, k) =>
    unitFunction(
      units,
      `response${k}`,
      names.map((name) => law.parameterSlopes[indexOf(name)]!),
    ),
  );
  const own = (name: string): boolean => law.parameters[indexOf(name)]!.per === 'neuron';
  const target = (name: string): string =>
    own(name) ? lagrangianPlace(units, name) : `given.${unitSumsField(name)} + i`;
  return defineKernel({
    name: 'lagrangianGradient',
    storage: { ...storage, state: 'f32', cotangent: 'f32', out: 'f32 write', gradients: 'f32 write' },
    fields: {
      batch: 'u32',
      unitsAt: 'u32',
      ...fields,
      ...Object.fromEntries(wanted.filter((name) => !own(name)).map((name) => [unitSumsField(name), 'u32' as const])),
    },
    workgroup: L,
    subgroups,
    declarations: `${declareFunctions([unitFunction(units, 'slope', [law.slope]), ...functions])}
var<workgroup> partial: array<f32, ${L}>;`,
    body: `
  let i = tile;
  ${wanted.map((_, k) => `var sum${k} = 0.0;`).join('\n')}
  for (var b = lane; b < given.batch; b += ${L}u) {
    let k = (given.unitsAt + i) * given.batch + b;
    let x = state[k];
    let dg = out[k];
    ${vectors
      .map((names, k) =>
        [
          `let values${k} = response${k}(i, x);`,
          ...componentsOf(`values${k}`, names.length).map(
            (entry, n) => `sum${mostComponents * k + n} += dg * ${entry};`,
          ),
        ].join('\n'),
      )
      .join('\n')}
    out[k] = slope(i, x) * dg - cotangent[k];
  }
  ${wanted
    .map(
      (name, k) => `partial[lane] = sum${k};
  ${reduceLanes('sum', 'partial', L, subgroups)}
  if (lane == 0u) { gradients[${target(name)}] += partial[0]; }
  workgroupBarrier();`,
    )
    .join('\n')}`,
  });
}
