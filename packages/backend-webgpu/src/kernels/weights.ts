import type { CouplingName } from '@hkmem/backend';
import { defineKernel, flatIndex, type Kernel } from '../device/kernel.ts';
import { workgroupSize } from './text.ts';

/** Fields that `weightIndexFunction` reads. */
export const weightIndexFields: Readonly<Record<'neurons' | 'layers' | 'layersAt' | 'weightsAt', 'u32'>> = {
  neurons: 'u32',
  layers: 'u32',
  layersAt: 'u32',
  weightsAt: 'u32',
};

/**
 * WGSL `weightIndex(i, j)`: index in `parameters` of V_ij in a dense memory (`given.layers` is 0); in a hierarchical
 * one, for i in layer l + 1 and j in layer l, of W_l's entry; `none` for all other pairs. `indices` holds three words
 * per matrix: first neuron of layer l, first neuron of layer l + 1, start of W_l; then N.
 */
export const weightIndexFunction: string = `
const none = 0xffffffffu;
fn weightIndex(i: u32, j: u32) -> u32 {
  if (i >= given.neurons || j >= given.neurons) { return none; }
  if (given.layers == 0u) { return given.weightsAt + i * given.neurons + j; }
  for (var l = 0u; l + 1u < given.layers; l++) {
    let at = given.layersAt + 3u * l;
    let below = indices[at];
    let above = indices[at + 1u];
    let end = select(indices[at + 4u], given.neurons, l + 2u == given.layers);
    if (i >= above && i < end && j >= below && j < above) {
      return indices[at + 2u] + (i - above) * (above - below) + j - below;
    }
  }
  return none;
}
`;

/** Fills W [padded, padded] from the free weights: (V + V^T) / 2, or the blocks W_l and their transposes. */
export function symmetricWeightsKernel(): Kernel {
  return defineKernel({
    name: 'symmetricWeights',
    storage: { parameters: 'f32', indices: 'u32', derived: 'f32 write' },
    fields: { count: 'u32', padded: 'u32', ...weightIndexFields },
    workgroup: workgroupSize,
    declarations: weightIndexFunction,
    body: `${flatIndex(workgroupSize)}
  let i = index / given.padded;
  let j = index % given.padded;
  let here = weightIndex(i, j);
  let mirrored = weightIndex(j, i);
  var value = 0.0;
  if (here != none) { value += parameters[here]; }
  if (mirrored != none) { value += parameters[mirrored]; }
  derived[index] = value * select(1.0, 0.5, given.layers == 0u);`,
  });
}

const pairOfEdge = `
  let i = indices[given.edgesAt + 3u * index];
  let j = indices[given.edgesAt + 3u * index + 1u];
  let e = indices[given.edgesAt + 3u * index + 2u];`;

/** w_e [E] of the coupling: free, alpha, or alpha (V_ij + V_ji) / 2. */
export function couplingWeightsKernel(kind: CouplingName): Kernel {
  const symmetric = `0.5 * (parameters[given.weightsAt + i * given.neurons + j]
    + parameters[given.weightsAt + j * given.neurons + i])`;
  const value = {
    network: 'parameters[given.sourceAt + e]',
    additive: 'parameters[given.sourceAt]',
    multiplicative: `parameters[given.sourceAt] * ${symmetric}`,
  }[kind];
  return defineKernel({
    name: 'couplingWeights',
    storage: { parameters: 'f32', indices: 'u32', derived: 'f32 write' },
    fields: {
      count: 'u32',
      edgesAt: 'u32',
      sourceAt: 'u32',
      neurons: 'u32',
      weightsAt: 'u32',
      couplingAt: 'u32',
    },
    workgroup: workgroupSize,
    body: `${flatIndex(workgroupSize)}
  ${pairOfEdge}
  derived[given.couplingAt + e] = ${value};`,
  });
}

/** Adds alpha dw_e / 2 to V's gradient at (i, j) and (j, i), for the multiplicative coupling. */
export function couplingToWeightsKernel(): Kernel {
  return defineKernel({
    name: 'couplingToWeights',
    storage: { parameters: 'f32', indices: 'u32', gradients: 'f32 write' },
    fields: { count: 'u32', edgesAt: 'u32', alphaAt: 'u32', sumsAt: 'u32', neurons: 'u32', weightsAt: 'u32' },
    workgroup: workgroupSize,
    body: `${flatIndex(workgroupSize)}
  ${pairOfEdge}
  let amount = 0.5 * parameters[given.alphaAt] * gradients[given.sumsAt + e];
  gradients[given.weightsAt + i * given.neurons + j] += amount;
  gradients[given.weightsAt + j * given.neurons + i] += amount;`,
  });
}

/** Adds sum_e dw_e (or sum_e dw_e W_ij for the multiplicative coupling) to alpha's gradient, in one workgroup. */
export function alphaGradientKernel(kind: Exclude<CouplingName, 'network'>): Kernel {
  const factor = kind === 'additive' ? '' : ' * derived[i * given.padded + j]';
  return defineKernel({
    name: 'alphaGradient',
    storage: { ...(kind === 'additive' ? {} : { derived: 'f32' as const }), indices: 'u32', gradients: 'f32 write' },
    fields: { edges: 'u32', edgesAt: 'u32', alphaAt: 'u32', sumsAt: 'u32', padded: 'u32' },
    workgroup: 256,
    declarations: 'var<workgroup> partial: array<f32, 256>;',
    body: `
  var sum = 0.0;
  for (var index = lane; index < given.edges; index += 256u) {
    ${pairOfEdge}
    sum += gradients[given.sumsAt + e]${factor};
  }
  partial[lane] = sum;
  for (var stride = 128u; stride > 0u; stride /= 2u) {
    workgroupBarrier();
    if (lane < stride) { partial[lane] += partial[lane + stride]; }
  }
  if (lane == 0u) { gradients[given.alphaAt] += partial[0]; }`,
  });
}
