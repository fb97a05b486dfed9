import type * as tf from '@hkmem/backend/tf';
import type { Geometry, Operations, StepSettings } from '../operations.ts';
import { tensorOperations } from '../tensors/tensor-operations.ts';
import { type Kernels, loadKernels } from './kernels.ts';
import { TfjsMemory } from './tfjs-memory.ts';

let started: { readonly memory: TfjsMemory; readonly operations: Operations<tf.Tensor> } | undefined;

/**
 * The operations on tfjs's wasm backend, which must be the active one: products, patches, attention, turns and steps by kernels
 * that work in place in tfjs's memory, the rest as `tensorOperations`. Where that memory is shared between threads, which
 * the kernels are not built for, all as `tensorOperations`.
 */
export async function wasmOperations(): Promise<Operations<tf.Tensor>> {
  if (started?.memory.active === true) return started.operations;
  const memory = new TfjsMemory();
  const shared = typeof SharedArrayBuffer === 'function' && memory.memory.buffer instanceof SharedArrayBuffer;
  const plain = tensorOperations('wasm');
  const operations = shared ? plain : { ...plain, ...fusedOperations(memory, await loadKernels(memory.memory)) };
  started = { memory, operations };
  return operations;
}

type Fused = Pick<
  Operations<tf.Tensor>,
  | 'product'
  | 'crossProduct'
  | 'sumRows'
  | 'patches'
  | 'patchesVjp'
  | 'attention'
  | 'attentionVjp'
  | 'turn'
  | 'turnVjp'
  | 'step'
  | 'stepVjp'
>;

/** Bytes of panels that a product of N columns packs. */
function panelBytes(N: number): number {
  return 4 * (6 + 8 * Math.ceil(N / 8)) * 512;
}

/** Operations by kernels. */
export function fusedOperations(memory: TfjsMemory, kernels: Kernels): Fused {
  const at = (tensor: tf.Tensor | undefined): number => (tensor === undefined ? 0 : memory.pointer(tensor));
  const kindOf = ({ omega, identity }: StepSettings<tf.Tensor>): number => (omega !== undefined ? 2 : Number(identity));
  const sizesOf = (geometry: Geometry, heads: number, channels: number): [number, number, number, number] => {
    return [geometry.batch, heads, geometry.height * geometry.width, channels];
  };
  return {
    product: (a, b, added) => {
      const [M, K] = a.shape as [number, number];
      const N = b.shape[1]!;
      const out = memory.output([M, N]);
      const addedRow = added?.shape.length === 2 ? 4 * N : 0;
      memory.scratch(panelBytes(N), (scratch) => {
        const inputs = [at(a), 4 * K, 4, at(b), 4 * N, 4];
        kernels.product(M, N, K, ...inputs, at(out), 4 * N, 4, at(added), addedRow, scratch);
      });
      return out;
    },
    sumRows: (x) => {
      const [R, C] = x.shape as [number, number];
      const out = memory.output([C]);
      kernels.sumRows(R, C, at(x), at(out));
      return out;
    },
    patches: (x, { batch, height, width }, k) => {
      const channels = x.shape[1]!;
      const out = memory.output([x.shape[0]!, k * k * channels]);
      kernels.patches(batch, height, width, channels, k, at(x), at(out));
      return out;
    },
    patchesVjp: ({ batch, height, width }, k, cotangent) => {
      const channels = cotangent.shape[1]! / (k * k);
      const out = memory.output([cotangent.shape[0]!, channels]);
      kernels.patchesVjp(batch, height, width, channels, k, at(cotangent), at(out));
      return out;
    },
    crossProduct: (a, b) => {
      const [K, M] = a.shape as [number, number];
      const N = b.shape[1]!;
      const out = memory.output([M, N]);
      memory.scratch(panelBytes(N), (scratch) => {
        kernels.product(M, N, K, at(a), 4, 4 * M, at(b), 4 * N, 4, at(out), 4 * N, 4, 0, 0, scratch);
      });
      return out;
    },
    attention: (qkv, geometry, heads) => {
      const channels = qkv.shape[1]! / 3;
      const [batch, , places] = sizesOf(geometry, heads, channels);
      const mixed = memory.output([qkv.shape[0]!, channels]);
      const weights = memory.output([batch * heads, places, heads % 4 === 0 ? places : 4 * Math.ceil(places / 4)]);
      memory.scratch(panelBytes(Math.max(places, channels / heads)), (scratch) => {
        kernels.attention(...sizesOf(geometry, heads, channels), at(qkv), at(mixed), at(weights), scratch);
      });
      return { mixed, weights };
    },
    attentionVjp: (qkv, weights, geometry, heads, cotangent) => {
      const channels = qkv.shape[1]! / 3;
      const [, , places] = sizesOf(geometry, heads, channels);
      const out = memory.output(qkv.shape);
      const slopeBytes = heads % 4 === 0 ? 16 * places ** 2 : 16 * places * Math.ceil(places / 4);
      memory.scratch(slopeBytes + panelBytes(Math.max(places, channels / heads)), (slopes) => {
        const inputs = [at(qkv), at(weights), at(cotangent), at(out)];
        kernels.attentionVjp(...sizesOf(geometry, heads, channels), ...inputs, slopes, slopes + slopeBytes);
      });
      return out;
    },
    turn: (x, matrices, geometry, heads) => turnAll(x, matrices, geometry, heads, 0),
    turnVjp: (x, matrices, geometry, heads, cotangent) => ({
      x: turnAll(cotangent, matrices, geometry, heads, 1),
      matrices: matrices.map(({ shape }, part) => {
        const out = memory.output(shape);
        const sizes = [geometry.batch, shape[0]!, heads, shape[1]!, matrices.length, part];
        kernels.turnMatricesVjp(...sizes, at(x), at(cotangent), at(out));
        return out;
      }),
    }),
    step: (x, y, settings) => {
      const { batch, n, gamma, omega, project } = settings;
      const [next, energy] = [memory.output(x.shape), memory.output([batch])];
      const sizes = [batch, x.size / batch, x.shape[1]!, n, kindOf(settings), Number(project)];
      kernels.step(...sizes, at(x), at(y), at(gamma), at(omega), at(next), at(energy));
      return { next, energy };
    },
    stepVjp: (x, y, settings, next, energy) => {
      const { batch, n, gamma, omega, project } = settings;
      const [dx, dy, dGamma] = [memory.output(x.shape), memory.output(x.shape), memory.output([1])];
      const dOmega = omega === undefined ? undefined : memory.output(omega.shape);
      const channels = x.shape[1]!;
      const sizes = [batch, x.size / batch, channels, n, kindOf(settings), Number(project)];
      memory.scratch(8 * n + 4 * channels, (scratch) => {
        const inputs = [at(x), at(y), at(gamma), at(omega), at(next), at(energy)];
        const outputs = [at(dx), at(dy), at(dGamma), at(dOmega)];
        kernels.stepVjp(...sizes, ...inputs, ...outputs, scratch, scratch + 4 * n, scratch + 8 * n);
      });
      return { x: dx, y: dy, gamma: dGamma, omega: dOmega };
    },
  };

  function turnAll(
    x: tf.Tensor,
    matrices: readonly tf.Tensor[],
    { batch }: Geometry,
    heads: number,
    transposed: number,
  ): tf.Tensor {
    const out = memory.output(x.shape);
    matrices.forEach((matrix, part) => {
      const [places, pairs] = matrix.shape as [number, number];
      const sizes = [batch, places, heads, pairs, matrices.length, part];
      kernels.turn(...sizes, at(x), at(matrix), at(out), transposed);
    });
    return out;
  }
}
