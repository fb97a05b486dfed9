import { type MomentName, parameterShapes, type SystemSpec, sizeOf } from '@hkmem/backend';
import { lanes } from '../../generated/constants.js';
import type { Region } from '../memory/heap.ts';

/** Parameters, gradients and running means of one system, flat in the caller's order, in the heap. */
export class ParameterStore {
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  readonly #region: Region;
  readonly #values = new Map<string, number>();
  readonly #moments = new Map<string, number>();
  readonly #versions = new Map<string, number>();
  #gradients = new Map<string, number>();

  constructor(region: Region, spec: SystemSpec) {
    this.#region = region;
    this.shapes = parameterShapes(spec);
    for (const path of this.shapes.keys()) this.#values.set(path, this.#array(path));
  }

  size(path: string): number {
    return sizeOf(this.shapes.get(path)!);
  }

  /** Pointer to a parameter's values, or 0 if the system has no such parameter. */
  pointer(path: string): number {
    return this.#values.get(path) ?? 0;
  }

  /** Pointer to a gradient, or 0 if it is not trainable. */
  gradientPointer(path: string): number {
    return this.#gradients.get(path) ?? 0;
  }

  isTrainable(path: string): boolean {
    return this.#gradients.has(path);
  }

  get trainable(): readonly string[] {
    return [...this.#gradients.keys()];
  }

  /** Counts the changes of the parameters that `paths` name, so that packed forms know when they are stale. */
  version(paths: readonly string[]): number {
    return paths.reduce((sum, path) => sum + (this.#versions.get(path) ?? 0), 1);
  }

  markChanged(path: string): void {
    this.#versions.set(path, (this.#versions.get(path) ?? 0) + 1);
  }

  view(path: string): Float32Array<ArrayBufferLike> {
    return this.#region.heap.floats(this.pointer(path), this.size(path));
  }

  write(path: string, values: ArrayLike<number>): void {
    this.view(path).set(values);
    this.markChanged(path);
  }

  setTrainable(paths: readonly string[]): void {
    for (const pointer of this.#gradients.values()) this.#region.free(pointer);
    this.#gradients = new Map();
    for (const path of paths) if (!this.#gradients.has(path)) this.#gradients.set(path, this.#array(path));
  }

  /** The gradient of a trainable parameter. */
  gradient(path: string): Float32Array<ArrayBufferLike> {
    return this.#region.heap.floats(this.gradientPointer(path), this.size(path));
  }

  zeroGradients(): void {
    for (const path of this.#gradients.keys()) this.gradient(path).fill(0);
  }

  /** Pointer to a running mean; zeros when first asked for. */
  momentPointer(path: string, name: MomentName): number {
    const key = `${path}/${name}`;
    let pointer = this.#moments.get(key);
    if (pointer === undefined) {
      pointer = this.#array(path);
      this.#moments.set(key, pointer);
    }
    return pointer;
  }

  moment(path: string, name: MomentName): Float32Array<ArrayBufferLike> {
    const pointer = this.momentPointer(path, name);
    return this.#region.heap.floats(pointer, this.size(path));
  }

  writeMoment(path: string, name: MomentName, values: ArrayLike<number>): void {
    this.moment(path, name).set(values);
  }

  /** Zeroed memory for an array of the parameter's shape, padded to whole vectors. */
  #array(path: string): number {
    return this.#region.allocate(lanes.VECTOR * Math.ceil(this.size(path) / lanes.LANES));
  }
}
