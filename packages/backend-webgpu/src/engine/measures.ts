import type { EnergyTerms, Term } from '@hkmem/backend';
import type { DeviceBuffer } from '../device/device.ts';
import type { Kernel } from '../device/kernel.ts';
import { interactionFlops } from '../kernels/interaction.ts';
import { edgeEnergyKernel, hopfieldEnergyKernel, squaresKernel, sumOfRunsKernel } from '../kernels/measures.ts';
import { pairFlops } from '../kernels/pair-law.ts';
import type { Combiner } from './combiner.ts';
import { buffersOf, type EngineContext } from './context.ts';
import type { ParameterStore } from './parameters.ts';
import type { Passes } from './passes.ts';
import type { StatePool, WebgpuState } from './state.ts';

/** Runs of rows that are summed on their own before all are added up, and the same of edges. */
const rowRuns = 64;

/** Norms and energies per sample: partial sums, their sum, one read. */
export class Measures {
  readonly #context: EngineContext;
  readonly #parameters: ParameterStore;
  readonly #passes: Passes;
  readonly #combiner: Combiner;
  readonly #states: StatePool;

  constructor(
    context: EngineContext,
    parts: { parameters: ParameterStore; passes: Passes; combiner: Combiner; states: StatePool },
  ) {
    this.#context = context;
    this.#parameters = parts.parameters;
    this.#passes = parts.passes;
    this.#combiner = parts.combiner;
    this.#states = parts.states;
  }

  /** Root mean square over the entries of a state, per sample. */
  async norms(state: WebgpuState): Promise<Float64Array> {
    const kernel = this.#context.kernel('squares plain', () => squaresKernel('plain'));
    return this.#rootMeans(this.#squares(kernel, [state.buffer], state.batch, {}), state.batch);
  }

  /** Root mean square of sum of terms / (atol + rtol max(|before|, |after|)), per sample. */
  async errorNorms(
    before: WebgpuState,
    after: WebgpuState,
    error: readonly Term[],
    rtol: number,
    atol: number,
  ): Promise<Float64Array> {
    const estimate = this.#states.create(before.batch);
    this.#combiner.combine(estimate, error);
    const sums = this.errorSums(before, after, estimate, rtol, atol);
    estimate.dispose();
    return this.#rootMeans(sums, before.batch);
  }

  /** The buffer with the sums of squares, [B], whose root means `errorNorms` gives. */
  errorSums(before: WebgpuState, after: WebgpuState, estimate: WebgpuState, rtol: number, atol: number): DeviceBuffer {
    const kernel = this.#context.kernel('squares scaled', () => squaresKernel('scaled'));
    return this.#squares(kernel, [estimate.buffer, before.buffer, after.buffer], before.batch, { rtol, atol });
  }

  /** E_H, E_K and E_HK per sample. */
  async energies(state: DeviceBuffer, batch: number): Promise<EnergyTerms> {
    const { layout } = this.#context;
    const prepared = this.#passes.prepare(state, batch, { units: false, activity: true });
    const names: ('hopfield' | 'kuramoto' | 'coupling')[] = [];
    if (layout.threshold !== undefined) names.push('hopfield');
    if (layout.D > 0) names.push('kuramoto');
    if (layout.coupling !== undefined) names.push('coupling');
    const partials = this.#context.scratch('partials', names.length * rowRuns * batch);
    names.forEach((name, k) => {
      const partialsAt = k * rowRuns * batch;
      if (name === 'hopfield') this.#hopfieldEnergy(state, prepared, partials, partialsAt, batch);
      else this.#edgeEnergy(name, [state, prepared, partials], partialsAt, batch);
    });
    const sums = await this.#read(this.#sumRuns(partials, names.length, batch), names.length * batch);
    return Object.fromEntries(
      names.map((name, k) => [name, Float64Array.from(sums.subarray(k * batch, (k + 1) * batch))]),
    );
  }

  #hopfieldEnergy(
    state: DeviceBuffer,
    prepared: DeviceBuffer,
    partials: DeviceBuffer,
    partialsAt: number,
    batch: number,
  ): void {
    const { layout, indices } = this.#context;
    const product = this.#passes.weighted(state, prepared, batch);
    this.#passes.lagrangians(state, prepared, batch);
    const kernel = this.#context.kernel('hopfieldEnergy', () => hopfieldEnergyKernel(layout.lagrangian));
    const parameters = this.#parameters.values;
    const buffers = buffersOf(kernel, { state, parameters, indices, prepared, product, partials });
    const count = layout.N * batch;
    const cost = { flops: 9 * count, words: 3 * count };
    this.#runs(kernel, buffers, batch, { rows: layout.N, partialsAt }, cost);
  }

  #edgeEnergy(
    name: 'kuramoto' | 'coupling',
    [state, prepared, partials]: readonly [DeviceBuffer, DeviceBuffer, DeviceBuffer],
    partialsAt: number,
    batch: number,
  ): void {
    const { layout, indices } = this.#context;
    const own = name === 'kuramoto';
    const { interaction, coupling } = layout.gather!;
    const pair = own ? interaction : coupling!.law;
    const kernel = this.#context.kernel(`energy ${name}`, () => edgeEnergyKernel(layout.D, pair));
    const parameters = this.#parameters.values;
    const derived = own ? {} : { derived: this.#parameters.derived() };
    const buffers = buffersOf(kernel, { parameters, ...derived, indices, state, prepared, partials });
    const rows = own ? layout.edges : layout.couplingEdges;
    const edgesAt = own ? layout.at.edges : layout.at.couplingEdges;
    const flops =
      rows *
      batch *
      (2 * layout.D + 1 + ('kind' in pair ? pairFlops(pair, [pair.value]) : interactionFlops(pair, 'energyOf')));
    const cost = { flops, words: layout.N * batch * (layout.D + (own ? 0 : 1)) + 4 * rows };
    this.#runs(kernel, buffers, batch, { rows, edgesAt, partialsAt }, cost);
  }

  /** Sums of squares per sample, in a buffer. */
  #squares(
    kernel: Kernel,
    buffers: readonly DeviceBuffer[],
    batch: number,
    more: Readonly<Record<string, number>>,
  ): DeviceBuffer {
    const rows = this.#context.layout.stateWords(batch) / batch;
    const partials = this.#context.scratch('partials', rowRuns * batch);
    const cost = { flops: 2 * rows * batch * buffers.length, words: rows * batch * buffers.length };
    this.#runs(kernel, [...buffers, partials], batch, { rows, partialsAt: 0, ...more }, cost);
    return this.#sumRuns(partials, 1, batch);
  }

  async #rootMeans(sums: DeviceBuffer, batch: number): Promise<Float64Array> {
    const rows = this.#context.layout.stateWords(batch) / batch;
    return Float64Array.from(await this.#read(sums, batch), (sum) => Math.sqrt(sum / rows));
  }

  #runs(
    kernel: Kernel,
    buffers: readonly DeviceBuffer[],
    batch: number,
    more: Readonly<Record<string, number>>,
    cost: { flops: number; words: number },
  ): void {
    this.#context.runFlat(kernel, buffers, batch, { ...more, chunks: rowRuns }, rowRuns * batch, cost);
  }

  #sumRuns(partials: DeviceBuffer, rows: number, batch: number): DeviceBuffer {
    const { subgroups } = this.#context;
    const kernel = this.#context.kernel('sumOfRuns', () => sumOfRunsKernel(rowRuns, subgroups));
    const results = this.#context.scratch('results', rows * batch);
    const words = rows * rowRuns * batch;
    this.#context.run(kernel, [partials, results], batch, {}, rows * batch, { flops: words, words });
    return results;
  }

  async #read(results: DeviceBuffer, words: number): Promise<Float32Array> {
    return new Float32Array(await this.#context.device.read(results, 0, words));
  }
}
