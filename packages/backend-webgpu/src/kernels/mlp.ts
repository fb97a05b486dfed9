import type { MlpSpec } from '@hkmem/backend';
import type { WgslFunction } from '@hkmem/laws';
import type { FieldType } from '../device/kernel.ts';
import { geluFunction } from './gelu.ts';

/** Number of weights and biases of one MLP. */
export function mlpSize({ widths }: MlpSpec): number {
  return widths.slice(1).reduce((size, rows, l) => size + rows * (widths[l]! + 1), 0);
}

/** Fields that say where in `parameters` weights and biases of each layer start. */
export function mlpFields({ widths }: MlpSpec): Record<string, FieldType> {
  const names = widths.slice(1).flatMap((_, l) => [`weights${l}`, `biases${l}`]);
  return Object.fromEntries(names.map((name) => [name, 'u32' as const]));
}

/** Index in `parameters` of a layer's weight or bias, for edge `e`. */
function weightAt(mlp: MlpSpec, l: number, a: string, c: string): string {
  const [rows, columns] = [mlp.widths[l + 1]!, mlp.widths[l]!];
  const edge = mlp.perEdge ? `e * ${rows * columns}u + ` : '';
  return `given.weights${l} + ${edge}${a} * ${columns}u + ${c}`;
}

function biasAt(mlp: MlpSpec, l: number, a: string): string {
  return `given.biases${l} + ${mlp.perEdge ? `e * ${mlp.widths[l + 1]!}u + ` : ''}${a}`;
}

/** WGSL `mlp(e, r)`: value, first and second derivative in r, carried forward together, and what it calls. */
export function mlpFunctions(mlp: MlpSpec): readonly WgslFunction[] {
  const last = mlp.widths.length - 2;
  const layers = mlp.widths.slice(1).map((rows, l) => {
    const result = l === last ? 'z' : 'vec3f(f.x, f.y * z.y, f.z * z.y * z.y + f.y * z.z)';
    return `
  var h${l + 1}: array<vec3f, ${rows}>;
  for (var a = 0u; a < ${rows}u; a++) {
    var z = vec3f(parameters[${biasAt(mlp, l, 'a')}], 0.0, 0.0);
    for (var c = 0u; c < ${mlp.widths[l]!}u; c++) { z += parameters[${weightAt(mlp, l, 'a', 'c')}] * h${l}[c]; }
    ${l === last ? '' : 'let f = gelu(z.x);'}
    h${l + 1}[a] = ${result};
  }`;
  });
  const text = `
fn mlp(e: u32, r: f32) -> vec3f {
  var h0: array<vec3f, 1>;
  h0[0] = vec3f(r, 1.0, 0.0);
${layers.join('')}
  return h${last + 1}[0];
}
`;
  return [geluFunction, { helpers: [], text }];
}

/**
 * WGSL `mlpGradient(e, r, scale)`: calls `accumulate(p, scale d mlp'(r) / d parameter p)` for every weight and bias, p
 * counting weights and biases layer by layer.
 */
export function mlpGradientFunction(mlp: MlpSpec): string {
  const { widths } = mlp;
  const layers = widths.length - 1;
  const forward = widths.slice(1).map((rows, l) => {
    const hidden = l < layers - 1;
    return `
  var z${l}: array<vec2f, ${rows}>;
  ${hidden ? `var h${l + 1}: array<vec2f, ${rows}>;` : ''}
  for (var a = 0u; a < ${rows}u; a++) {
    var z = vec2f(parameters[${biasAt(mlp, l, 'a')}], 0.0);
    for (var c = 0u; c < ${widths[l]!}u; c++) { z += parameters[${weightAt(mlp, l, 'a', 'c')}] * h${l}[c]; }
    z${l}[a] = z;
    ${hidden ? `let f = gelu(z.x); h${l + 1}[a] = vec2f(f.x, f.y * z.y);` : ''}
  }`;
  });
  let first = 0;
  const starts = widths.slice(1).map((rows, l) => {
    const start = first;
    first += rows * (widths[l]! + 1);
    return start;
  });
  const backward = widths.slice(1).map((rows, l) => {
    const columns = widths[l]!;
    const below = `
  var bar${l - 1}: array<vec2f, ${columns}>;
  for (var c = 0u; c < ${columns}u; c++) {
    let f = gelu(z${l - 1}[c].x);
    bar${l - 1}[c] = vec2f(in${l}[c].x * f.y + in${l}[c].y * f.z * z${l - 1}[c].y, in${l}[c].y * f.y);
  }`;
    return `
  var in${l}: array<vec2f, ${columns}>;
  for (var a = 0u; a < ${rows}u; a++) {
    let bar = bar${l}[a];
    for (var c = 0u; c < ${columns}u; c++) {
      in${l}[c] += parameters[${weightAt(mlp, l, 'a', 'c')}] * bar;
      accumulate(${starts[l]!}u + a * ${columns}u + c, dot(bar, h${l}[c]));
    }
    accumulate(${starts[l]! + rows * columns}u + a, bar.x);
  }${l === 0 ? '' : below}`;
  });
  return `
fn mlpGradient(e: u32, r: f32, scale: f32) {
  var h0: array<vec2f, 1>;
  h0[0] = vec2f(r, 1.0);
${forward.join('')}
  var bar${layers - 1}: array<vec2f, 1>;
  bar${layers - 1}[0] = vec2f(0.0, scale);
${backward.reverse().join('')}
}
`;
}
