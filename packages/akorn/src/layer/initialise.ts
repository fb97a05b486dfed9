import { type RandomKey, ValueError } from '@hkmem/backend';
import type { ShapedArray } from '@hkmem/training';
import { type ReadoutSpec, readoutShapes } from '../readout/norm-readout.ts';
import { type LayerSpec, layerShapes } from './layer-spec.ts';

/** Arrays by parameter name. */
export type HostParameters = Readonly<Record<string, ShapedArray>>;

/**
 * Parameters of a layer at the start: convolutions uniform within 1 / sqrt(inputs of a channel), as PyTorch has them;
 * every rate of rotation `rate` (0.5 if absent); scales 1, biases of stimuli 0; the matrices of GTA as `startTurns` says.
 */
export function initialLayer(spec: LayerSpec, key: RandomKey, { rate = 0.5 }: { rate?: number } = {}): HostParameters {
  const shapes = layerShapes(spec);
  const entries = [...shapes].map(([name, shape]) => {
    const size = shape.reduce((product, extent) => product * extent, 1);
    const all = (value: number): Float64Array => new Float64Array(size).fill(value);
    if (name === 'omg.omg_param') return [name, { shape, data: all(rate / Math.SQRT2) }] as const;
    if (name === 'c_norm.weight' || name === 'c_norm.scale') return [name, { shape, data: all(1) }] as const;
    if (name === 'c_norm.bias') return [name, { shape, data: all(0) }] as const;
    if (name.startsWith('connectivity.mat_')) {
      const data = startTurns(spec.height, spec.width, shape[1]!, name.endsWith('mat_o'));
      return [name, { shape, data }] as const;
    }
    const filter = shapes.get(name.replace(/bias$/, 'weight'))!;
    return [name, uniformArray(key.fold(name), shape, fanIn(filter))] as const;
  });
  return Object.fromEntries(entries);
}

/** Parameters of a read-out at the start: its convolution as in `initialLayer`, the biases of norms 0. */
export function initialReadout(spec: ReadoutSpec, key: RandomKey): HostParameters {
  const entries = [...readoutShapes(spec)].map(([name, shape]) => {
    if (name === 'bias') return [name, { shape, data: new Float64Array(shape[0]!) }] as const;
    return [name, uniformArray(key.fold(name), shape, spec.channels)] as const;
  });
  return Object.fromEntries(entries);
}

/** Inputs of one channel of a convolution [out, in, kh, kw]. */
export function fanIn(shape: readonly number[]): number {
  return shape.slice(1).reduce((product, extent) => product * extent, 1);
}

/** Uniform numbers within 1 / sqrt(inputs). */
export function uniformArray(key: RandomKey, shape: readonly number[], inputs: number): ShapedArray {
  const size = shape.reduce((product, extent) => product * extent, 1);
  return { shape, data: key.uniform(size).map((value) => (2 * value - 1) / Math.sqrt(inputs)) };
}

/**
 * Matrices [H W, d/2, 2, 2] that GTA starts with: rotations [[cos, -sin], [sin, cos]] of each place by row r f_m, m from 0
 * below F, then by column r f_m, cut to d/2 blocks; F = ceil(d/4), f_m = 10000^(-m/F). Transposed for `mat_o`.
 * @throws {ValueError} unless H, W and d/2 are whole numbers from 1.
 */
export function startTurns(height: number, width: number, pairs: number, transposed: boolean): Float64Array {
  for (const [name, value] of Object.entries({ height, width, pairs })) {
    if (!(Number.isSafeInteger(value) && value >= 1)) throw new ValueError(name, value, 'a whole number from 1');
  }
  const F = Math.ceil(pairs / 2);
  const out = new Float64Array(4 * height * width * pairs);
  for (let place = 0; place < height * width; place++) {
    for (let pair = 0; pair < pairs; pair++) {
      const coordinate = pair < F ? Math.floor(place / width) : place % width;
      const angle = coordinate * 10000 ** (-(pair % F) / F);
      const sine = transposed ? -Math.sin(angle) : Math.sin(angle);
      out.set([Math.cos(angle), -sine, sine, Math.cos(angle)], 4 * (place * pairs + pair));
    }
  }
  return out;
}
