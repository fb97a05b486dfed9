import type { MomentName, OptimiserRule } from '../contract/optimiser.ts';
import { parameterShapes, sizeOf } from '../contract/parameters.ts';
import type { SystemSpec } from '../contract/system-spec.ts';
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
    this.values[path]!.set(values);
    this.#system = undefined;
  }

  read(path: string): Float64Array {
    return this.values[path]!.slice();
  }

  setTrainable(paths: readonly string[]): void {
    const gradients: Record<string, Float64Array> = {};
    for (const path of paths) gradients[path] = new Float64Array(sizeOf(this.shapes.get(path)!));
    this.gradients = gradients;
  }

  gradient(path: string): Float64Array {
    return this.gradients[path]!;
  }

  optimise(path: string, rule: OptimiserRule): void {
    const gradient = this.gradient(path);
    const first = this.moment(path, 'first');
    const second = rule.kind === 'adam' ? this.moment(path, 'second') : first;
    applyRule(rule, this.values[path]!, gradient, first, second);
    this.#system = undefined;
  }

  moment(path: string, name: MomentName): Float64Array {
    const size = sizeOf(this.shapes.get(path)!);
    const key = `${path}/${name}`;
    let moment = this.#moments.get(key);
    if (moment === undefined) {
      moment = new Float64Array(size);
      this.#moments.set(key, moment);
    }
    return moment;
  }

  writeMoment(path: string, name: MomentName, values: ArrayLike<number>): void {
    this.moment(path, name).set(values);
  }
}
