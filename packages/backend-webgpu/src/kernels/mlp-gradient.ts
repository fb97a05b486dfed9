import type { MlpSpec } from '@hkmem/backend';
import { defineKernel, type Kernel } from '../device/kernel.ts';
import { edgeEnds, edgeOverlaps } from './edge-gradient.ts';
import { declareFunctions } from './functions.ts';
import { geluFunction } from './gelu.ts';
import { mlpFields, mlpGradientFunction, mlpSize } from './mlp.ts';
import { reductionLanes } from './text.ts';

/** Parameters whose sums one dispatch keeps; a larger MLP takes several. */
export const mlpGradientWindow = 128;

/** Parameters that are summed over lanes at a time. */
const summedTogether = 16;

/** WGSL `targetOf(p)`: where in `gradients` the sum of parameter p of an edge's, or of a row's, MLP goes. */
function targetFunction(mlp: MlpSpec): string {
  if (!mlp.perEdge)
    return `fn targetOf(row: u32, e: u32, p: u32) -> u32 { return given.sumsAt + row * ${mlpSize(mlp)}u + p; }`;
  let start = 0;
  const lines = mlp.widths.slice(1).flatMap((rows, l) => {
    return [`weights${l}`, `biases${l}`].map((name, part) => {
      const size = part === 0 ? rows * mlp.widths[l]! : rows;
      const line = `if (p < ${start + size}u) { return given.${name} + e * ${size}u + p - ${start}u; }`;
      start += size;
      return line;
    });
  });
  return `fn targetOf(row: u32, e: u32, p: u32) -> u32 { ${lines.join('\n')} return 0u; }`;
}

/**
 * Gradients of the MLPs of an interaction: scale d phi_e'(r)/d parameter with scale = -m_e (times A_e for the shared
 * MLP), summed over the batch and, for the shared MLP, over the edges of a row, whose sums are added up later. Each
 * lane keeps sums of the parameters from `given.first` on; gradients have the same offsets as parameters.
 */
export function mlpGradientKernel(mlp: MlpSpec): Kernel {
  const window = Math.min(mlpGradientWindow, mlpSize(mlp));
  const L = reductionLanes;
  return defineKernel({
    name: 'mlpGradient',
    storage: { parameters: 'f32', indices: 'u32', prepared: 'f32', gradients: 'f32 write' },
    fields: {
      first: 'u32',
      dimension: 'u32',
      edges: 'u32',
      edgesPerRow: 'u32',
      batch: 'u32',
      edgesAt: 'u32',
      tangentAt: 'u32',
      ...(mlp.perEdge ? {} : { A: 'u32', sumsAt: 'u32' }),
      ...mlpFields(mlp),
    },
    workgroup: L,
    declarations: `${declareFunctions([geluFunction])}
var<private> sums: array<f32, ${window}>;
var<workgroup> partial: array<f32, ${L * summedTogether}>;
fn accumulate(p: u32, amount: f32) {
  let k = p - given.first;
  if (k < ${window}u) { sums[k] += amount; }
}
${mlpGradientFunction(mlp)}
${targetFunction(mlp)}`,
    body: `
  let begin = tile * given.edgesPerRow;
  let pairs = (min(given.edges, begin + given.edgesPerRow) - begin) * given.batch;
  for (var pair = lane; pair < pairs; pair += ${L}u) {
    let triple = begin + pair / given.batch;
    let b = pair % given.batch;
    ${edgeEnds}
    ${edgeOverlaps(undefined)}
    mlpGradient(e, r, -m${mlp.perEdge ? '' : ' * parameters[given.A + e]'});
  }
  let e = indices[given.edgesAt + 3u * begin + 2u];
  for (var p = 0u; p < ${window}u; p += ${summedTogether}u) {
    for (var k = 0u; k < ${summedTogether}u; k++) {
      if (p + k < ${window}u) { partial[k * ${L}u + lane] = sums[p + k]; }
    }
    workgroupBarrier();
    let k = p + lane;
    if (lane < ${summedTogether}u && k < ${window}u && given.first + k < ${mlpSize(mlp)}u) {
      var sum = 0.0;
      for (var other = 0u; other < ${L}u; other++) { sum += partial[lane * ${L}u + other]; }
      gradients[targetOf(tile, e, given.first + k)] += sum;
    }
    workgroupBarrier();
  }`,
  });
}
