import { defineKernel, type Kernel, type KernelSource } from '../device/kernel.ts';
import { declareFunctions } from './functions.ts';
import { lagrangianInterface, type UnitLagrangian, unitFunction } from './lagrangian.ts';

/** Rows, columns and depth of the tiles of the matrix product; W is padded to a multiple. */
export const productTile = 32;

/** Invocations of a tile: each forms 4 by 4 results. */
const lanes = 64;

/**
 * What becomes of the sums of a product. `store`: out = sum. `field`: out.x = W g - x + b. `reverse`:
 * out.x = slope(x) (W u) - u.
 */
export const productResults = { store: 0, field: 1, reverse: 2 } as const;

/** What both kernels of the product have: buffers, fields, and functions that read the operand and finish a result. */
function productSource(units: UnitLagrangian | undefined) {
  const functions = units && [
    unitFunction(units, 'activity', [units.law.activity]),
    unitFunction(units, 'slope', [units.law.slope]),
  ];
  return {
    storage: { weights: 'vec4f', indices: 'u32', parameters: 'f32', state: 'f32', operand: 'f32', out: 'f32 write' },
    fields: {
      neurons: 'u32',
      padded: 'u32',
      batch: 'u32',
      tileRowsAt: 'u32',
      tileListAt: 'u32',
      operandAt: 'u32',
      operandActivity: 'u32',
      result: 'u32',
      addOut: 'u32',
      biasAt: 'u32',
      ...lagrangianInterface(units).fields,
    },
    workgroup: lanes,
    declarations: `${declareFunctions(functions ?? [])}
fn operandAt(i: u32, b: u32) -> f32 {
  if (i >= given.neurons || b >= given.batch) { return 0.0; }
  let value = operand[given.operandAt + i * given.batch + b];
  ${units ? 'if (given.operandActivity != 0u) { return activity(i, value); }' : ''}
  return value;
}
fn finish(i: u32, b: u32, sum: f32) {
  if (i >= given.neurons || b >= given.batch) { return; }
  let k = i * given.batch + b;
  var value = sum;
  if (given.addOut != 0u) { value += out[k]; }
  if (given.result == ${productResults.field}u) {
    value += parameters[given.biasAt + i] - state[k];
  }${
    units
      ? ` else if (given.result == ${productResults.reverse}u) {
    value = slope(i, state[k]) * value - operand[k];
  }`
      : ''
  }
  out[k] = value;
}`,
  } as const satisfies Partial<KernelSource>;
}

/**
 * Tiled product of the symmetric W [padded, padded] with a matrix [N, B], and what follows from it in the same pass.
 * The matrix is what `operand` holds from `operandAt` on, with `operandActivity` its activity. With `addOut`, what `out`
 * holds is added to the sums: the coupling's part. Tiles of W that are 0 throughout are left out: row tile I has the
 * column tiles listed in `indices`. One pipeline serves all systems of a Lagrangian, since its tiles take long to compile;
 * without one there are neither activities of operands nor `reverse`.
 */
export function productKernel(units: UnitLagrangian | undefined): Kernel {
  const source = productSource(units);
  return defineKernel({
    ...source,
    name: 'product',
    declarations: `${source.declarations}
var<workgroup> left: array<vec4f, 256>;
var<workgroup> right: array<vec4f, 256>;`,
    body: `
  let columnTiles = (given.batch + 31u) / 32u;
  let rowTile = tile / columnTiles;
  let columns = (tile % columnTiles) * 32u;
  let y = lane / 8u;
  let x = lane % 8u;
  var sum0 = vec4f();
  var sum1 = vec4f();
  var sum2 = vec4f();
  var sum3 = vec4f();
  let last = indices[given.tileRowsAt + rowTile + 1u];
  for (var t = indices[given.tileRowsAt + rowTile]; t < last; t++) {
    let depth = indices[given.tileListAt + t] * 32u;
    for (var q = lane; q < 256u; q += ${lanes}u) {
      let i = depth + q / 8u;
      let b = columns + (q % 8u) * 4u;
      left[q] = weights[(i * given.padded + rowTile * 32u) / 4u + q % 8u];
      right[q] = vec4f(operandAt(i, b), operandAt(i, b + 1u), operandAt(i, b + 2u), operandAt(i, b + 3u));
    }
    workgroupBarrier();
    for (var k = 0u; k < 32u; k++) {
      let w = left[k * 8u + y];
      let v = right[k * 8u + x];
      sum0 += w.x * v;
      sum1 += w.y * v;
      sum2 += w.z * v;
      sum3 += w.w * v;
    }
    workgroupBarrier();
  }
  left[(y * 4u + 0u) * 8u + x] = sum0;
  left[(y * 4u + 1u) * 8u + x] = sum1;
  left[(y * 4u + 2u) * 8u + x] = sum2;
  left[(y * 4u + 3u) * 8u + x] = sum3;
  workgroupBarrier();
  for (var q = lane; q < 1024u; q += ${lanes}u) {
    finish(rowTile * 32u + q / 32u, columns + q % 32u, left[q / 4u][q % 4u]);
  }`,
  });
}

/** Samples that the thin kernel takes at most. */
export const thinBatch = 4;

/**
 * The same product for a few samples, of which a tile would be mostly empty: a workgroup forms 32 rows of all samples, eight
 * invocations sharing the depth of every four rows.
 */
export function thinProductKernel(units: UnitLagrangian | undefined): Kernel {
  const source = productSource(units);
  return defineKernel({
    ...source,
    name: 'product thin',
    declarations: `${source.declarations}
var<workgroup> parts: array<vec4f, 256>;`,
    body: `
  let slice = lane / 8u;
  let rows = lane % 8u;
  var sums: array<vec4f, ${thinBatch}>;
  let last = indices[given.tileRowsAt + tile + 1u];
  for (var t = indices[given.tileRowsAt + tile]; t < last; t++) {
    let depth = indices[given.tileListAt + t] * 32u;
    for (var k = slice; k < 32u; k += 8u) {
      let w = weights[((depth + k) * given.padded + tile * 32u) / 4u + rows];
      for (var b = 0u; b < given.batch; b++) {
        sums[b] += w * operandAt(depth + k, b);
      }
    }
  }
  for (var b = 0u; b < given.batch; b++) {
    parts[(b * 8u + slice) * 8u + rows] = sums[b];
  }
  workgroupBarrier();
  for (var q = lane; q < 32u * given.batch; q += ${lanes}u) {
    let b = q / 32u;
    var sum = 0.0;
    for (var part = 0u; part < 8u; part++) {
      sum += parts[(b * 8u + part) * 8u + (q % 32u) / 4u][q % 4u];
    }
    finish(tile * 32u + q % 32u, b, sum);
  }`,
  });
}
