import type { MomentName, OptimiserRule } from '../contract/optimiser.ts';
import { checkValues, parameterShapes, shapeOf, sizeOf } from '../contract/parameters.ts';
import type { SystemSpec } from '../contract/system-spec.ts';
import { ValueError } from '../errors.ts';
import { applyRule } from '../reference/optimiser.ts';
import { type ReferenceSystem, referenceSystem } from '../reference/system.ts';

/** Parameters, gradients and running means of one system in float64. */
export class CpuParameters {
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  readonly values: Record<string, Float64Array> = {};
  gradients: Record<string, Float64Array> = {};
  readonly #spec: SystemSpec;
  readonly #moments = new Map<string, Float64Array>();
  #system: ReferenceSystem | undefined;

  constructor(spec: SystemSpec) {
    this.#spec = spec;
    this.shapes = parameterShapes(spec);
    for (const [path, shape] of this.shapes) this.values[path] = new Float64Array(sizeOf(shape));
  }

  /** The system as parameters stand now. */
  system(): ReferenceSystem {
    this.#system ??= referenceSystem(this.#spec, this.values);
    return this.#system;
  }

  write(path: string, values: ArrayLike<number>): void {
    checkValues(`parameter '${path}'`, values, shapeOf(this.shapes, path));
    this.values[path]!.set(values);
    this.#system = undefined;
  }

  read(path: string): Float64Array {
    shapeOf(this.shapes, path);
    return this.values[path]!.slice();
  }

  setTrainable(paths: readonly string[]): void {
    const gradients: Record<string, Float64Array> = {};
    for (const path of paths) gradients[path] = new Float64Array(sizeOf(shapeOf(this.shapes, path)));
    this.gradients = gradients;
  }

  gradient(path: string): Float64Array {
    shapeOf(this.shapes, path);
    const gradient = this.gradients[path];
    if (gradient === undefined) {
      const trainable = Object.keys(this.gradients).join(', ') || 'none';
      throw new ValueError('gradient', path, `a trainable parameter (${trainable})`, 'Name it in setTrainable.');
    }
    return gradient;
  }

  optimise(path: string, rule: OptimiserRule): void {
    const gradient = this.gradient(path);
    const first = this.moment(path, 'first');
    const second = rule.kind === 'adam' ? this.moment(path, 'second') : first;
    applyRule(rule, this.values[path]!, gradient, first, second);
    this.#system = undefined;
  }

  moment(path: string, name: MomentName): Float64Array {
    const size = sizeOf(shapeOf(this.shapes, path));
    const key = `${path}/${name}`;
    let moment = this.#moments.get(key);
    if (moment === undefined) {
      moment = new Float64Array(size);
      this.#moments.set(key, moment);
    }
    return moment;
  }

  writeMoment(path: string, name: MomentName, values: ArrayLike<number>): void {
    checkValues(`running mean '${name}' of '${path}'`, values, shapeOf(this.shapes, path));
    this.moment(path, name).set(values);
  }
}
