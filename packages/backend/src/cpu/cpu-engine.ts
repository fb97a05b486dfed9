import type { EnergyTerms, Engine } from '../contract/engine.ts';
import { type LossTerm, resolveLoss } from '../contract/loss.ts';
import type { MomentName, OptimiserRule } from '../contract/optimiser.ts';
import { type Reading, type ResolvedReading, resolveReading } from '../contract/readout.ts';
import type { HostState, SamplePlace, StateVector, TensorState, Term } from '../contract/state.ts';
import type { SystemSpec } from '../contract/system-spec.ts';
import type { Tensor } from '../contract/tensor.ts';
import { energiesOf } from '../reference/energy.ts';
import { activityOf, fieldOf } from '../reference/field.ts';
import { lossAt } from '../reference/loss.ts';
import { outputsOf, outputsVjp } from '../reference/readout.ts';
import { normaliseRows, normaliseRowsVjp } from '../reference/sphere.ts';
import { vjpOf } from '../reference/vjp.ts';
import { pullBackSymmetric } from '../reference/weights.ts';
import { tensorOf, valuesOf } from '../tfjs/tensors.ts';
import { CpuParameters } from './cpu-parameters.ts';
import { CpuState, cpuState } from './cpu-state.ts';

/** The contract over the float64 reference, inside `checkedEngine`: slow, exact, and there on every machine. */
export class CpuEngine implements Engine {
  readonly backend = 'cpu';
  readonly precision: Engine['precision'] = 'float64';
  readonly threads = 1;
  readonly readCost: Engine['readCost'] = 'free';
  readonly spec: SystemSpec;
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  readonly #parameters: CpuParameters;
  readonly #N: number;
  readonly #D: number;

  constructor(spec: SystemSpec) {
    this.spec = spec;
    this.#parameters = new CpuParameters(spec);
    this.shapes = this.#parameters.shapes;
    this.#N = spec.neurons;
    this.#D = spec.oscillators?.dimension ?? 0;
  }

  writeParameter(path: string, values: ArrayLike<number>): void {
    this.#parameters.write(path, values);
  }

  async readParameter(path: string): Promise<Float64Array> {
    return this.#parameters.read(path);
  }

  writeParameterTensor(path: string, tensor: Tensor): void {
    this.#parameters.write(path, valuesOf(tensor));
  }

  setTrainable(paths: readonly string[]): void {
    this.#parameters.setTrainable(paths);
  }

  zeroGradients(): void {
    for (const gradient of Object.values(this.#parameters.gradients)) gradient.fill(0);
  }

  async readGradient(path: string): Promise<Float64Array> {
    return this.#parameters.gradient(path).slice();
  }

  gradientTensor(path: string): Tensor {
    return tensorOf(this.#parameters.gradient(path), this.shapes.get(path)!);
  }

  optimise(path: string, rule: OptimiserRule): void {
    this.#parameters.optimise(path, rule);
  }

  async readMoment(path: string, moment: MomentName): Promise<Float64Array> {
    return this.#parameters.moment(path, moment).slice();
  }

  writeMoment(path: string, moment: MomentName, values: ArrayLike<number>): void {
    this.#parameters.writeMoment(path, moment, values);
  }

  createState(batch: number): CpuState {
    return new CpuState(batch, this.spec.threshold === undefined ? 0 : this.#N, this.#N * this.#D);
  }

  writeState(state: StateVector, host: HostState): void {
    const to = cpuState(state);
    if (host.x !== undefined) to.x.set(host.x);
    if (host.s !== undefined) to.s.set(host.s);
  }

  async readState(state: StateVector): Promise<HostState> {
    const { x, s } = cpuState(state);
    return { ...(x.length > 0 ? { x: x.slice() } : {}), ...(s.length > 0 ? { s: s.slice() } : {}) };
  }

  writeStateTensors(state: StateVector, tensors: TensorState): void {
    const x = tensors.x && valuesOf(tensors.x);
    const s = tensors.s && valuesOf(tensors.s);
    this.writeState(state, { ...(x && { x }), ...(s && { s }) });
  }

  readStateTensors(state: StateVector): TensorState {
    const { x, s, batch } = cpuState(state);
    return {
      ...(x.length > 0 ? { x: tensorOf(x, [batch, this.#N]) } : {}),
      ...(s.length > 0 ? { s: tensorOf(s, [batch, this.#N, this.#D]) } : {}),
    };
  }

  field(state: StateVector, out: StateVector): void {
    const [from, to] = [cpuState(state), cpuState(out)];
    for (let b = 0; b < from.batch; b++) fieldOf(this.#parameters.system(), from.sample(b), to.sample(b));
  }

  vjp(state: StateVector, cotangent: StateVector, out: StateVector): void {
    const [from, by, to] = [cpuState(state), cpuState(cotangent), cpuState(out)];
    const system = this.#parameters.system();
    const { gradients } = this.#parameters;
    const weights = gradients['hopfield.weights'];
    const dW = weights && new Float64Array(weights.length);
    for (let b = 0; b < from.batch; b++) {
      vjpOf(system, from.sample(b), by.sample(b), to.sample(b), { gradients, dW });
    }
    if (weights !== undefined) pullBackSymmetric(dW!, weights, this.#N);
    const omega = gradients['kuramoto.omega'];
    if (omega !== undefined) system.oscillators!.rotation!.finish(omega);
  }

  combine(out: StateVector, terms: readonly Term[]): void {
    const to = cpuState(out);
    for (const part of ['x', 's'] as const) {
      const sources = terms.map(([coefficient, state]) => [coefficient, cpuState(state)[part]] as const);
      const target = to[part];
      for (let k = 0; k < target.length; k++) {
        let sum = 0;
        for (const [coefficient, values] of sources) sum += coefficient * values[k]!;
        target[k] = sum;
      }
    }
  }

  combineSamples(out: StateVector, base: StateVector, sizes: ArrayLike<number>, terms: readonly Term[]): void {
    const [to, from] = [cpuState(out), cpuState(base)];
    this.combine(out, terms);
    for (let b = 0; b < to.batch; b++) {
      const [target, start] = [to.sample(b), from.sample(b)];
      for (const part of ['x', 's'] as const) {
        const values = target[part];
        for (let k = 0; k < values.length; k++) values[k] = start[part][k]! + sizes[b]! * values[k]!;
      }
    }
  }

  copySamples(to: StateVector, from: StateVector, places: readonly SamplePlace[]): void {
    for (const [target, source] of places) {
      const [into, values] = [cpuState(to).sample(target), cpuState(from).sample(source)];
      into.x.set(values.x);
      into.s.set(values.s);
    }
  }

  async errorNorms(
    before: StateVector,
    after: StateVector,
    error: readonly Term[],
    rtol: number,
    atol: number,
  ): Promise<Float64Array> {
    const [from, to] = [cpuState(before), cpuState(after)];
    return this.#meanSquares(from.batch, (part, k) => {
      let sum = 0;
      for (const [coefficient, state] of error) sum += coefficient * (state as CpuState)[part][k]!;
      return sum / (atol + rtol * Math.max(Math.abs(from[part][k]!), Math.abs(to[part][k]!)));
    });
  }

  async norms(state: StateVector): Promise<Float64Array> {
    const from = cpuState(state);
    return this.#meanSquares(from.batch, (part, k) => from[part][k]!);
  }

  #meanSquares(batch: number, entry: (part: 'x' | 's', index: number) => number): Float64Array {
    const perX = this.spec.threshold === undefined ? 0 : this.#N;
    const perS = this.#N * this.#D;
    return Float64Array.from({ length: batch }, (_, b) => {
      let sum = 0;
      for (let k = b * perX; k < (b + 1) * perX; k++) sum += entry('x', k) ** 2;
      for (let k = b * perS; k < (b + 1) * perS; k++) sum += entry('s', k) ** 2;
      return Math.sqrt(sum / (perX + perS));
    });
  }

  normalise(state: StateVector): void {
    const { s } = cpuState(state);
    if (s.length > 0) normaliseRows(s, s, s.length / this.#D, this.#D);
  }

  normaliseVjp(state: StateVector, cotangent: StateVector): void {
    const [{ s }, by] = [cpuState(state), cpuState(cotangent)];
    if (s.length > 0) this.#pullBackUnit(s, by.s.slice(), by.s.fill(0));
  }

  #pullBackUnit(s: Float64Array, v: Float64Array, out: Float64Array): void {
    const unit = new Float64Array(s.length);
    const norms = normaliseRows(s, unit, s.length / this.#D, this.#D);
    normaliseRowsVjp(unit, norms, v, out, this.#D);
  }

  broadcastStart(state: StateVector): void {
    const { s, batch } = cpuState(state);
    const unit = this.#parameters.read('start.s');
    normaliseRows(unit, unit, this.#N, this.#D);
    for (let b = 0; b < batch; b++) s.set(unit, b * unit.length);
  }

  startVjp(cotangent: StateVector): void {
    const gradient = this.#parameters.gradient('start.s');
    const { s, batch } = cpuState(cotangent);
    const sum = new Float64Array(gradient.length);
    for (let b = 0; b < batch; b++) for (let k = 0; k < sum.length; k++) sum[k]! += s[b * sum.length + k]!;
    this.#pullBackUnit(this.#parameters.values['start.s']!, sum, gradient);
  }

  async energies(state: StateVector): Promise<EnergyTerms> {
    const from = cpuState(state);
    const system = this.#parameters.system();
    const samples = Array.from({ length: from.batch }, (_, b) => energiesOf(system, from.sample(b)));
    const terms: Record<string, Float64Array> = {};
    for (const name of ['hopfield', 'kuramoto', 'coupling'] as const) {
      if (samples[0]![name] !== undefined) terms[name] = Float64Array.from(samples, (sample) => sample[name]!);
    }
    return terms;
  }

  async readout(state: StateVector, readout: Reading): Promise<Float64Array> {
    return this.#outputs(cpuState(state), resolveReading(this.#N, readout));
  }

  #outputs(from: CpuState, reading: ResolvedReading): Float64Array {
    const C = reading.first.length;
    const outputs = new Float64Array(from.batch * C);
    for (let b = 0; b < from.batch; b++) {
      const sample = from.sample(b);
      const g = reading.of === 'activity' ? activityOf(this.#parameters.system(), sample.x) : sample.x;
      outputsOf(sample, g, this.#N, reading, outputs.subarray(b * C, (b + 1) * C));
    }
    return outputs;
  }

  async loss(state: StateVector, terms: readonly LossTerm[], cotangent: StateVector): Promise<number> {
    const [from, to] = [cpuState(state), cpuState(cotangent)];
    to.x.fill(0);
    to.s.fill(0);
    const dg = new Float64Array(to.x.length);
    let loss = 0;
    for (const term of resolveLoss(this.#N, terms, from.batch)) {
      const { reading } = term;
      const outputs = this.#outputs(from, reading);
      const slopes = new Float64Array(outputs.length);
      loss += lossAt(term, outputs, slopes);
      const C = reading.first.length;
      for (let b = 0; b < from.batch; b++) {
        const dOut = slopes.subarray(b * C, (b + 1) * C);
        outputsVjp(from.sample(b), this.#N, reading, dOut, to.sample(b), dg.subarray(b * this.#N, (b + 1) * this.#N));
      }
    }
    if (dg.some((value) => value !== 0)) this.#pullBackActivity(from, dg, to);
    return loss;
  }

  /** Adds (d2L/dx2) dg to the cotangent's x, and dg . dg/dtheta to the gradients that are there. */
  #pullBackActivity(from: CpuState, dg: Float64Array, to: CpuState): void {
    const { activation } = this.#parameters.system().threshold!;
    const [g, pulled] = [new Float64Array(this.#N), new Float64Array(this.#N)];
    for (let b = 0; b < from.batch; b++) {
      const [{ x }, into] = [from.sample(b), to.sample(b)];
      const v = dg.subarray(b * this.#N, (b + 1) * this.#N);
      activation.activity(x, g);
      activation.hessianProduct(x, g, v, pulled);
      activation.parameterVjp(x, v, this.#parameters.gradients);
      for (let i = 0; i < this.#N; i++) into.x[i]! += pulled[i]!;
    }
  }

  dispose(): void {}
}
