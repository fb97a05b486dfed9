import type { HostArray, MomentName, OptimiserRule, Tensor } from '@hkmem/backend';
import type { DeviceBuffer } from '../device/device.ts';
import { skewKernel } from '../kernels/omega.ts';
import { optimiseKernel } from '../kernels/optimise.ts';
import { symmetricWeightsKernel } from '../kernels/weights.ts';
import type { EngineContext } from './context.ts';

const way = 'Use fewer neurons or edges, or narrower MLPs.';

/** Parameters, running means and what the kernels read of them: W and the skew rotations, made when needed. */
export class ParameterStore {
  readonly values: DeviceBuffer;
  readonly #context: EngineContext;
  readonly #derived: DeviceBuffer;
  readonly #moments = new Map<MomentName, DeviceBuffer>();
  readonly #stale = new Set<'weights' | 'omega'>();

  constructor(context: EngineContext) {
    const { device, layout } = context;
    this.#context = context;
    this.values = device.allocate('parameters', layout.parameterWords, way);
    this.#derived = device.allocate('weights W and rotations', layout.derivedWords, way);
  }

  write(path: string, values: ArrayLike<number>): void {
    const { device, layout } = this.#context;
    device.write(this.values, layout.offset(path), Float32Array.from(values));
    this.#changed(path);
  }

  writeTensor(path: string, tensor: Tensor): void {
    this.#context.device.copyTensor(tensor, this.values, this.#context.layout.offset(path));
    this.#changed(path);
  }

  async read(path: string): Promise<HostArray> {
    return this.#read(this.values, path);
  }

  async readMoment(path: string, name: MomentName): Promise<HostArray> {
    const moment = this.#moments.get(name);
    return moment === undefined ? new Float32Array(this.#context.layout.size(path)) : this.#read(moment, path);
  }

  writeMoment(path: string, name: MomentName, values: ArrayLike<number>): void {
    this.#context.device.write(this.#moment(name), this.#context.layout.offset(path), Float32Array.from(values));
  }

  /** One optimiser step of a parameter with its gradient. */
  optimise(path: string, rule: OptimiserRule, gradients: DeviceBuffer): void {
    const { layout } = this.#context;
    const kernel = this.#context.kernel(rule.kind, () => optimiseKernel(rule.kind));
    const adam = rule.kind === 'adam';
    const buffers = [gradients, this.values, this.#moment('first'), ...(adam ? [this.#moment('second')] : [])];
    const values = {
      start: layout.offset(path),
      rate: rule.rate,
      beta1: rule.beta1,
      rest1: 1 - rule.beta1,
      beta2: rule.beta2,
      rest2: 1 - rule.beta2,
      weightDecay: rule.weightDecay,
      ...(adam && {
        firstScale: 1 / (1 - rule.beta1 ** rule.step),
        secondScale: 1 / (1 - rule.beta2 ** rule.step),
        epsilon: rule.epsilon,
      }),
    };
    const count = layout.size(path);
    const cost = { flops: (adam ? 14 : 9) * count, words: (adam ? 7 : 5) * count };
    this.#context.runFlat(kernel, buffers, 1, values, count, cost);
    this.#changed(path);
  }

  /** W [padded, padded] and rotations as the parameters stand. */
  derived(): DeviceBuffer {
    if (this.#stale.size > 0) {
      if (this.#stale.has('weights')) this.#deriveWeights();
      if (this.#stale.has('omega')) this.#deriveOmega();
      this.#stale.clear();
    }
    return this.#derived;
  }

  dispose(): void {
    const { device } = this.#context;
    for (const buffer of [this.values, this.#derived, ...this.#moments.values()]) device.release(buffer);
    this.#moments.clear();
  }

  #deriveWeights(): void {
    const { layout, indices } = this.#context;
    const kernel = this.#context.kernel('symmetricWeights', symmetricWeightsKernel);
    const count = layout.padded ** 2;
    const cost = { flops: 2 * count, words: 2 * count };
    this.#context.runFlat(kernel, [this.values, indices, this.#derived], 1, {}, count, cost);
  }

  #deriveOmega(): void {
    const { layout } = this.#context;
    const local = layout.oscillators!.omega === 'local';
    const kernel = this.#context.kernel('deriveOmega', () => {
      return skewKernel({ kind: local ? 'centred' : 'sum', accumulate: false, subgroups: this.#context.subgroups });
    });
    // A global rotation is applied to row vectors: s (O - O^T) / 2 is the transpose's product with a column.
    const values = {
      blocks: local ? layout.N : 1,
      sourceAt: layout.offset('kuramoto.omega'),
      intoAt: layout.derived.omega,
      factor: local ? 1 : -1,
    };
    const entries = layout.size('kuramoto.omega');
    const cost = { flops: 5 * entries, words: 2 * entries };
    this.#context.run(kernel, [this.values, this.#derived], 1, values, layout.D ** 2, cost);
  }

  #changed(path: string): void {
    if (this.#context.layout.weightPaths.includes(path)) this.#stale.add('weights');
    if (path === 'kuramoto.omega') this.#stale.add('omega');
  }

  #moment(name: MomentName): DeviceBuffer {
    const { device, layout } = this.#context;
    let moment = this.#moments.get(name);
    if (moment === undefined) {
      moment = device.allocate(`running means '${name}'`, layout.parameterWords, way);
      this.#moments.set(name, moment);
    }
    return moment;
  }

  async #read(buffer: DeviceBuffer, path: string): Promise<Float32Array> {
    const { device, layout } = this.#context;
    return new Float32Array(await device.read(buffer, layout.offset(path), layout.size(path)));
  }
}
