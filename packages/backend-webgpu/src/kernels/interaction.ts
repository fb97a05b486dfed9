import type { InteractionName } from '@hkmem/backend';
import type { FieldType } from '../device/kernel.ts';
import { type MlpShape, mlpFields, mlpFunction } from './mlp.ts';
import { scalarFunctions } from './scalar.ts';

/** A pair interaction with the shape of its MLP, if it has one (arXiv 2505.03648, Kuramoto memory). */
export interface InteractionShape {
  readonly name: InteractionName;
  readonly mlp: MlpShape | undefined;
}

/** Fields that an interaction's functions read: where its parameters start. */
export function interactionFields(shape: InteractionShape): Record<string, FieldType> {
  return {
    ...(shape.name === 'mlpPerEdge' ? {} : { A: 'u32' as const }),
    ...(shape.mlp === undefined && shape.name !== 'linear' ? { B: 'u32' as const } : {}),
    ...(shape.mlp === undefined ? {} : mlpFields(shape.mlp)),
  };
}

const scalars = {
  relu: ['0.5 * max(r, 0.0) * max(r, 0.0)', 'max(r, 0.0)', 'select(0.0, 1.0, r > 0.0)'],
  sigmoid: ['softplus(r)', 'logistic(r)', 'logistic(r) * (1.0 - logistic(r))'],
  tanh: ['logCosh(r)', 'hyperbolicTangent(r)', '1.0 - hyperbolicTangent(r) * hyperbolicTangent(r)'],
} as const;

/**
 * WGSL functions of edge e at overlap r: `energyOf` phi, `forceOf` phi', `forcesOf` (phi', phi''), and `responseOf`
 * (d phi'/dA, d phi'/dB). They read the storage buffer `parameters`.
 */
export function interactionFunctions(shape: InteractionShape): string {
  if (shape.mlp !== undefined) {
    const scale = shape.mlp.perEdge ? '' : 'parameters[given.A + e] * ';
    return `${mlpFunction(shape.mlp)}
fn energyOf(e: u32, r: f32) -> f32 { return ${scale}mlp(e, r).x; }
fn forceOf(e: u32, r: f32) -> f32 { return ${scale}mlp(e, r).y; }
fn forcesOf(e: u32, r: f32) -> vec2f { return ${scale}mlp(e, r).yz; }
fn responseOf(e: u32, r: f32) -> vec2f { return vec2f(mlp(e, r).y, 0.0); }
`;
  }
  if (shape.name === 'linear') {
    return `
fn energyOf(e: u32, r: f32) -> f32 { return parameters[given.A + e] * r; }
fn forceOf(e: u32, r: f32) -> f32 { return parameters[given.A + e]; }
fn forcesOf(e: u32, r: f32) -> vec2f { return vec2f(parameters[given.A + e], 0.0); }
fn responseOf(e: u32, r: f32) -> vec2f { return vec2f(1.0, 0.0); }
`;
  }
  const [primitive, value, slope] = scalars[shape.name as keyof typeof scalars];
  return `${scalarFunctions}
fn energyOf(e: u32, r: f32) -> f32 { return parameters[given.A + e] * r + parameters[given.B + e] * (${primitive}); }
fn forceOf(e: u32, r: f32) -> f32 { return parameters[given.A + e] + parameters[given.B + e] * (${value}); }
fn forcesOf(e: u32, r: f32) -> vec2f {
  let b = parameters[given.B + e];
  return vec2f(parameters[given.A + e] + b * (${value}), b * (${slope}));
}
fn responseOf(e: u32, r: f32) -> vec2f { return vec2f(1.0, ${value}); }
`;
}

/** Rough operations of one call of `forceOf`, for the cost model. */
export function interactionFlops(shape: InteractionShape): number {
  if (shape.mlp !== undefined) {
    const { widths } = shape.mlp;
    return widths.slice(1).reduce((flops, rows, l) => flops + rows * (6 * widths[l]! + 30), 0);
  }
  return { linear: 0, relu: 3, sigmoid: 8, tanh: 12, mlpShared: 0, mlpPerEdge: 0 }[shape.name];
}
