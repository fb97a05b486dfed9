import { defineKernel, flatIndex, type Kernel } from '../device/kernel.ts';
import { declareFunctions } from './functions.ts';
import { lagrangianInterface, type UnitLagrangian, unitFunction } from './lagrangian.ts';
import { workgroupSize } from './text.ts';
import { weightIndexFields, weightIndexFunction } from './weights.ts';

/**
 * Writes the cotangent u and the activity g of a batch into the log [samples, 2, padded] that gradients come from; g is
 * what `operand` holds, or with `operandActivity` its activity.
 */
export function logKernel(units: UnitLagrangian | undefined): Kernel {
  const { storage, fields } = lagrangianInterface(units);
  return defineKernel({
    name: 'logActivity',
    storage: { operand: 'f32', cotangent: 'f32', ...storage, record: 'f32 write' },
    fields: {
      count: 'u32',
      batch: 'u32',
      padded: 'u32',
      firstSample: 'u32',
      operandAt: 'u32',
      operandActivity: 'u32',
      ...fields,
    },
    workgroup: workgroupSize,
    declarations: declareFunctions(units ? [unitFunction(units, 'activity', [units.law.activity])] : []),
    body: `${flatIndex(workgroupSize)}
  let at = (given.firstSample + index % given.batch) * 2u * given.padded + index / given.batch;
  record[at] = cotangent[index];
  var g = operand[given.operandAt + index];
  ${units ? 'if (given.operandActivity != 0u) { g = activity(index / given.batch, g); }' : ''}
  record[at + given.padded] = g;`,
  });
}

/**
 * Adds S = sum over logged samples of u g^T + g u^T to the gradients of the free weights: half of it to V (and, S being
 * symmetric, to the mirrored tile), all of it to the blocks W_l of a hierarchical memory. One workgroup per listed
 * pair of 32 x 32 tiles.
 */
export function weightGradientKernel(): Kernel {
  return defineKernel({
    name: 'weightGradient',
    storage: { indices: 'u32', record: 'vec4f', gradients: 'f32 write' },
    fields: { padded: 'u32', samples: 'u32', pairsAt: 'u32', ...weightIndexFields },
    workgroup: 64,
    declarations: `${weightIndexFunction}
var<workgroup> rowU: array<vec4f, 128>;
var<workgroup> rowG: array<vec4f, 128>;
var<workgroup> columnU: array<vec4f, 128>;
var<workgroup> columnG: array<vec4f, 128>;
var<workgroup> results: array<vec4f, 256>;
fn add(i: u32, j: u32, amount: f32) {
  let at = weightIndex(i, j);
  if (at != none) { gradients[at] += select(1.0, 0.5, given.layers == 0u) * amount; }
}`,
    body: `
  let rows = indices[given.pairsAt + 2u * tile] * 8u;
  let columns = indices[given.pairsAt + 2u * tile + 1u] * 8u;
  let y = lane / 8u;
  let x = lane % 8u;
  var sum0 = vec4f();
  var sum1 = vec4f();
  var sum2 = vec4f();
  var sum3 = vec4f();
  for (var base = 0u; base < given.samples; base += 16u) {
    for (var q = lane; q < 128u; q += 64u) {
      let sample = base + q / 8u;
      let u = sample * 2u * given.padded / 4u + q % 8u;
      let g = u + given.padded / 4u;
      let inside = sample < given.samples;
      rowU[q] = select(vec4f(), record[u + rows], inside);
      rowG[q] = select(vec4f(), record[g + rows], inside);
      columnU[q] = select(vec4f(), record[u + columns], inside);
      columnG[q] = select(vec4f(), record[g + columns], inside);
    }
    workgroupBarrier();
    for (var k = 0u; k < 16u; k++) {
      let u = rowU[k * 8u + y];
      let g = rowG[k * 8u + y];
      let v = columnU[k * 8u + x];
      let h = columnG[k * 8u + x];
      sum0 += u.x * h + g.x * v;
      sum1 += u.y * h + g.y * v;
      sum2 += u.z * h + g.z * v;
      sum3 += u.w * h + g.w * v;
    }
    workgroupBarrier();
  }
  results[(y * 4u + 0u) * 8u + x] = sum0;
  results[(y * 4u + 1u) * 8u + x] = sum1;
  results[(y * 4u + 2u) * 8u + x] = sum2;
  results[(y * 4u + 3u) * 8u + x] = sum3;
  workgroupBarrier();
  for (var q = lane; q < 1024u; q += 64u) {
    add(rows * 4u + q / 32u, columns * 4u + q % 32u, results[q / 4u][q % 4u]);
  }
  if (given.layers == 0u && rows != columns) {
    for (var q = lane; q < 1024u; q += 64u) {
      add(columns * 4u + q / 32u, rows * 4u + q % 32u, results[(q % 32u) * 8u + q / 128u][(q / 32u) % 4u]);
    }
  }`,
  });
}

/** Neurons that a workgroup of the bias gradient takes. */
export const biasGroup = 16;

/** Adds the sum over logged samples of u to the bias gradient, 16 lanes a neuron. */
export function biasGradientKernel(): Kernel {
  const [G, lanes] = [biasGroup, 16];
  return defineKernel({
    name: 'biasGradient',
    storage: { record: 'f32', gradients: 'f32 write' },
    fields: { neurons: 'u32', padded: 'u32', samples: 'u32', biasAt: 'u32' },
    workgroup: G * lanes,
    declarations: `var<workgroup> partial: array<f32, ${G * lanes}>;`,
    body: `
  let i = tile * ${G}u + lane % ${G}u;
  let part = lane / ${G}u;
  var sum = 0.0;
  if (i < given.neurons) {
    for (var k = part; k < given.samples; k += ${lanes}u) { sum += record[k * 2u * given.padded + i]; }
  }
  partial[lane] = sum;
  workgroupBarrier();
  if (part == 0u && i < given.neurons) {
    for (var k = 1u; k < ${lanes}u; k++) { sum += partial[lane + k * ${G}u]; }
    gradients[given.biasAt + i] += sum;
  }`,
  });
}
