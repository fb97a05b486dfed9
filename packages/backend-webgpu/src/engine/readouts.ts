import {
  DeviceError,
  type LossTerm,
  type Reading,
  type ResolvedLoss,
  type ResolvedReading,
  resolveLoss,
  resolveReading,
} from '@hkmem/backend';
import type { DeviceBuffer } from '../device/device.ts';
import { lossField, lossKernel } from '../kernels/loss.ts';
import { formName, type OutputForm, readoutKernel } from '../kernels/readout.ts';
import { buffersOf, type EngineContext } from './context.ts';
import type { Passes } from './passes.ts';
import type { WebgpuState } from './state.ts';

/** How a kernel finds the outputs of a reading: its form, the fields and the list that it takes. */
interface Found {
  readonly form: OutputForm;
  readonly values: Readonly<Record<string, number>>;
  readonly list: Uint32Array<ArrayBuffer> | undefined;
}

/** Outputs and losses of them (arXiv 2505.03648, experiments). */
export class Readouts {
  readonly #context: EngineContext;
  readonly #passes: Passes;

  constructor(context: EngineContext, passes: Passes) {
    this.#context = context;
    this.#passes = passes;
  }

  /** [B, C]. */
  async outputs(state: WebgpuState, readout: Reading): Promise<Float32Array> {
    const { layout, device } = this.#context;
    const { batch } = state;
    const { form, values, list } = foundBy(resolveReading(layout.N, readout));
    const kernel = this.#context.kernel(`readout ${formName(form)}`, () => readoutKernel(form));
    const count = batch * values['classes']!;
    const outputs = this.#context.scratch('outputs', count);
    const cost = { flops: 2 * layout.D * count, words: (2 * layout.D + 1) * count };
    const named = { state: state.buffer, prepared: this.#prepared(state, form), places: this.#places(list), outputs };
    this.#context.runFlat(kernel, buffersOf(kernel, named), batch, values, count, cost);
    return new Float32Array(await device.read(outputs, 0, count));
  }

  /** The loss, and its gradient into `cotangent`. */
  async loss(state: WebgpuState, terms: readonly LossTerm[], cotangent: WebgpuState): Promise<number> {
    const { layout, device } = this.#context;
    const parts = resolveLoss(layout.N, terms, state.batch);
    const losses = this.#context.scratch('loss', parts.length);
    device.clear(cotangent.buffer, 0, layout.stateWords(state.batch));
    const onActivities = parts.filter(({ reading }) => reading.of === 'activity');
    const onState = parts.filter(({ reading }) => reading.of !== 'activity');
    onActivities.forEach((part, k) => void this.#part(state, part, cotangent.buffer, losses, k));
    // It turns cotangents of g in x into those of x, so what is read of x itself comes after it.
    if (onActivities.length > 0) this.#passes.pullBackActivities(state.buffer, cotangent.buffer, state.batch);
    onState.forEach((part, k) => void this.#part(state, part, cotangent.buffer, losses, onActivities.length + k));
    const values = new Float32Array(await device.read(losses, 0, parts.length));
    if (values.length < parts.length) throw new DeviceError('the loss could not be read from the GPU.');
    return values.reduce((sum, value) => sum + value, 0);
  }

  #part(state: WebgpuState, loss: ResolvedLoss, cotangent: DeviceBuffer, losses: DeviceBuffer, part: number): void {
    const { layout, subgroups } = this.#context;
    const { batch } = state;
    const { law, weight, classes } = loss;
    const { form, values, list } = foundBy(loss.reading);
    const labelled = classes !== undefined;
    const identity = law === 'crossEntropy' ? law : law.identity;
    const kernel = this.#context.kernel(`loss ${formName(form)} ${identity} ${labelled}`, () =>
      lossKernel(form, { law, labelled }, subgroups),
    );
    const named = {
      state: state.buffer,
      prepared: this.#prepared(state, form),
      places: this.#places(list),
      labels: labelled ? this.#upload('labels', Uint32Array.from(classes.labels)) : losses,
      targets: labelled ? losses : this.#upload('targets', Float32Array.from(loss.targets)),
      cotangent,
      loss: losses,
    };
    const parameters = Object.entries(loss.parameters).map(([name, value]) => [lossField(name), value]);
    const given = { ...values, part, weight, others: classes?.others ?? 0, ...Object.fromEntries(parameters) };
    const entries = loss.targets.length * Math.max(1, 2 * layout.D);
    const cost = { flops: 6 * entries, words: 3 * entries + batch };
    this.#context.run(kernel, buffersOf(kernel, named), batch, given, 1, cost);
  }

  #prepared(state: WebgpuState, { of }: OutputForm): DeviceBuffer {
    if (of !== 'activity') return state.buffer;
    return this.#passes.prepare(state.buffer, state.batch, { units: false, activity: true });
  }

  #places(list: Uint32Array<ArrayBuffer> | undefined): DeviceBuffer {
    return list === undefined ? this.#context.indices : this.#upload('places', list);
  }

  #upload(name: string, values: Uint32Array<ArrayBuffer> | Float32Array<ArrayBuffer>): DeviceBuffer {
    const buffer = this.#context.scratch(name, values.length);
    this.#context.device.write(buffer, 0, values);
    return buffer;
  }
}

function foundBy({ of, first, second }: ResolvedReading): Found {
  const [a, b] = [progression(first), progression(second)];
  const listed = a === undefined || b === undefined;
  const [[firstAt, firstStep], [secondAt, secondStep]] = listed ? [none, none] : [a, b];
  return {
    form: { of, listed },
    values: { classes: first.length, firstAt, firstStep, secondAt, secondStep },
    list: listed ? Uint32Array.from([...first, ...second]) : undefined,
  };
}

const none = [0, 0] as const;

/** First value and step of values that grow by one step. */
function progression(values: Uint32Array): readonly [at: number, step: number] | undefined {
  const [at = 0, next = at] = values;
  return values.every((value, k) => value === at + k * (next - at)) ? [at, next - at] : undefined;
}
