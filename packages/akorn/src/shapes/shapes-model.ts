import { type RandomKey, ValueError } from '@hkmem/backend';
import { fanIn, type HostParameters, initialLayer, uniformArray } from '../layer/initialise.ts';
import { type LayerRecord, layerVjp, runLayer } from '../layer/layer.ts';
import { type LayerSpec, layerShapes } from '../layer/layer-spec.ts';
import { type Named, named, prefixed, prefixedShapes, withoutPrefix } from '../linear/gradients.ts';
import type { Geometry, Operations, Value } from '../operations/operations.ts';

/** A network whose oscillators say which pixels of an image belong together. */
export interface ShapesSpec {
  /** C. */
  readonly channels: number;
  /** n, dimension of an oscillator. */
  readonly n: number;
  /** Rows and columns of an image. */
  readonly size: number;
  /** k of the convolution that makes the stimulus of an image, odd. */
  readonly stimulus: number;
  /** k of the convolution that connects oscillators, odd. */
  readonly kernel: number;
}

/** The layer of a network. */
export function shapesLayer({ channels, n, size, kernel }: ShapesSpec): LayerSpec {
  return {
    channels,
    n,
    height: size,
    width: size,
    connectivity: { kind: 'convolution', kernel },
    stimulus: 'none',
    rotation: 'none',
    project: true,
  };
}

/** Shapes of all parameters by name. @throws {ValueError} naming what does not hold together. */
export function shapesShapes(spec: ShapesSpec): Map<string, readonly number[]> {
  const { channels, stimulus } = spec;
  if (!(Number.isInteger(stimulus) && stimulus >= 1 && stimulus % 2 === 1)) {
    throw new ValueError('kernel of the stimulus', stimulus, 'an odd whole number');
  }
  return new Map<string, readonly number[]>([
    ['gamma', [1]],
    ['stimulus.weight', [channels, 1, stimulus, stimulus]],
    ['stimulus.bias', [channels]],
    ...prefixedShapes('layer.', layerShapes(shapesLayer(spec))),
  ]);
}

/** Parameters at the start: gamma 1, convolutions uniform within 1 / sqrt(inputs of a channel). @throws as `shapesShapes`. */
export function initialShapes(spec: ShapesSpec, key: RandomKey): HostParameters {
  const shapes = shapesShapes(spec);
  const filter = shapes.get('stimulus.weight')!;
  const part = (name: string) => uniformArray(key.fold(name), shapes.get(name)!, fanIn(filter));
  return {
    gamma: { shape: [1], data: Float64Array.of(1) },
    'stimulus.weight': part('stimulus.weight'),
    'stimulus.bias': part('stimulus.bias'),
    ...prefixed('layer.', initialLayer(shapesLayer(spec), key.fold('layer'))),
  };
}

/** A pass over images. The caller owns `end`; `shapesVjp` frees the record. */
export interface ShapesPass<V extends Value> {
  /** The oscillators after the last step, [B P, C]. */
  readonly end: V;
  /** For `shapesVjp`; undefined if no pass back was wanted. */
  readonly record: { readonly layer: LayerRecord<V>; readonly patches: V } | undefined;
}

/** T steps over images [B, size, size] from `start` [B P, C]. `budget` is that of `runLayer`. */
export function runShapes<V extends Value>(
  operations: Operations<V>,
  spec: ShapesSpec,
  parameters: Named<V>,
  {
    images,
    start,
    steps,
  }: { readonly images: ArrayLike<number>; readonly start: ArrayLike<number>; readonly steps: number },
  budget?: number | 'none',
): ShapesPass<V> {
  const { channels, size, stimulus } = spec;
  const rows = images.length;
  const geometry: Geometry = { batch: rows / (size * size), height: size, width: size };
  return operations.scope(() => {
    const patches = operations.patches(operations.upload(images, [rows, 1]), geometry, stimulus);
    const filter = operations.reshape(named(parameters, 'stimulus.weight'), [channels, stimulus * stimulus]);
    const c = operations.product(patches, operations.transpose(filter), named(parameters, 'stimulus.bias'));
    const x = operations.upload(start, [rows, channels]);
    const input = {
      x,
      c,
      gamma: named(parameters, 'gamma'),
      parameters: withoutPrefix('layer.', parameters),
      batch: geometry.batch,
      steps,
    };
    const { end, record } = runLayer(operations, shapesLayer(spec), input, budget === undefined ? {} : { budget });
    return { end, record: record && { layer: record, patches } };
  });
}

/** Gradients of all parameters from the cotangent of the end; frees the record. */
export function shapesVjp<V extends Value>(
  operations: Operations<V>,
  spec: ShapesSpec,
  { layer, patches }: NonNullable<ShapesPass<V>['record']>,
  cotangent: V,
): Named<V> {
  const { channels, stimulus } = spec;
  const { x, c } = layer.input;
  const gradients = operations.scope(() => {
    const back = layerVjp(operations, layer, { end: cotangent });
    const slopes = operations.crossProduct(back.c, patches);
    return {
      gamma: back.gamma,
      'stimulus.weight': operations.reshape(slopes, [channels, 1, stimulus, stimulus]),
      'stimulus.bias': operations.sumRows(back.c),
      ...prefixed('layer.', back.parameters),
    };
  });
  operations.dispose([x, c, patches]);
  return gradients;
}
