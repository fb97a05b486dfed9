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

/**
 * Adds dW_e / 2 to V's gradient at (i, j) and (j, i), for laws that read W_ij = (V_ij + V_ji) / 2 at the ends of edge e;
 * no two edges have the same ends.
 */
export function edgesToWeightsKernel(): Kernel {
  return defineKernel({
    name: 'edgesToWeights',
    storage: { indices: 'u32', gradients: 'f32 write' },
    fields: { count: 'u32', edgesAt: 'u32', sumsAt: 'u32', neurons: 'u32', weightsAt: 'u32' },
    workgroup: workgroupSize,
    body: `${flatIndex(workgroupSize)}
  let i = indices[given.edgesAt + 3u * index];
  let j = indices[given.edgesAt + 3u * index + 1u];
  let e = indices[given.edgesAt + 3u * index + 2u];
  let amount = 0.5 * gradients[given.sumsAt + e];
  gradients[given.weightsAt + i * given.neurons + j] += amount;
  gradients[given.weightsAt + j * given.neurons + i] += amount;`,
  });
}
