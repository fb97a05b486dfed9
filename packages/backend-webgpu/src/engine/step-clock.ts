import {
  type StateVector,
  type StepClock,
  type StepDecision,
  type StepDecisions,
  type StepRule,
  type Term,
  triesPerRead,
} from '@hkmem/backend';
import type { DeviceBuffer } from '../device/device.ts';
import {
  clockedCombineKernel,
  clockStatuses,
  clockWords,
  decideKernel,
  keepKernel,
  negligible,
  recordLength,
  recordWords,
} from '../kernels/step-clock.ts';
import type { EngineContext } from './context.ts';
import type { Measures } from './measures.ts';
import { type StatePool, type WebgpuState, webgpuState } from './state.ts';

/** Adaptive steps decided on by the GPU: size, time and the last decision are words of a buffer that kernels read. */
export class WebgpuStepClock implements StepClock {
  readonly #context: EngineContext;
  readonly #measures: Measures;
  readonly #states: StatePool;
  readonly #rule: StepRule;
  readonly #clock: DeviceBuffer;
  #estimate: WebgpuState | undefined;
  #disposed = false;

  constructor(context: EngineContext, parts: { measures: Measures; states: StatePool }, rule: StepRule) {
    this.#context = context;
    this.#measures = parts.measures;
    this.#states = parts.states;
    this.#rule = rule;
    const words = clockWords.records + recordLength * triesPerRead;
    this.#clock = context.device.allocate('step clock', words, 'Use a smaller batch.');
    const ends = rule.firstStep >= rule.until * (1 - negligible);
    const start = new DataView(new ArrayBuffer(4 * clockWords.records));
    start.setFloat32(4 * clockWords.size, ends ? rule.until : rule.firstStep, true);
    start.setFloat32(4 * clockWords.previous, 1, true);
    start.setUint32(4 * clockWords.last, ends ? 1 : 0, true);
    context.device.write(this.#clock, 0, new Uint32Array(start.buffer));
  }

  combine(out: StateVector, base: StateVector, terms: readonly Term[]): void {
    this.#combine(webgpuState(out), webgpuState(base), terms);
  }

  decide(before: StateVector, after: StateVector, error: readonly Term[]): void {
    const [from, to] = [webgpuState(before), webgpuState(after)];
    const { batch } = from;
    const { rtol, atol, order, integral, proportional, ...rule } = this.#rule;
    if (this.#estimate?.batch !== batch) {
      this.#estimate?.dispose();
      this.#estimate = this.#states.create(batch);
    }
    this.#combine(this.#estimate, undefined, error);
    const sums = this.#measures.errorSums(from, to, this.#estimate, rtol, atol);
    const { subgroups, layout } = this.#context;
    const kernel = this.#context.kernel('decide', () => decideKernel(subgroups));
    const values = {
      ...rule,
      rows: layout.stateWords(batch) / batch,
      capacity: triesPerRead,
      ratioPower: -(integral + proportional) / order,
      previousPower: proportional / order,
    };
    this.#context.run(kernel, [sums, this.#clock], batch, values, 1, { flops: batch, words: batch });
  }

  keep(to: StateVector, from: StateVector): void {
    const [into, out] = [webgpuState(to), webgpuState(from)];
    const kernel = this.#context.kernel('keep', keepKernel);
    const words = this.#context.layout.stateWords(into.batch);
    const buffers = [this.#clock, out.buffer, into.buffer];
    this.#context.runFlat(kernel, buffers, into.batch, {}, Math.ceil(words / 4), { flops: 0, words: 2 * words });
  }

  async read(): Promise<StepDecisions> {
    const { device } = this.#context;
    const reading = device.read(this.#clock, 0, this.#clock.words);
    device.clear(this.#clock, clockWords.count, 1);
    const data = new DataView(await reading);
    const decisions = Array.from({ length: data.getUint32(4 * clockWords.count, true) }, (_, n): StepDecision => {
      const at = (word: number): number => 4 * (clockWords.records + n * recordLength + word);
      return {
        h: data.getFloat32(at(recordWords.size), true),
        ratio: data.getFloat32(at(recordWords.ratio), true),
        accepted: data.getUint32(at(recordWords.accepted), true) === 1,
        next: data.getFloat32(at(recordWords.next), true),
      };
    });
    return { decisions, status: clockStatuses[data.getUint32(4 * clockWords.status, true)]! };
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#estimate?.dispose();
    this.#context.device.release(this.#clock);
  }

  /** out = base + h times the sum of terms, or that sum alone; in several dispatches if the device binds few buffers. */
  #combine(out: WebgpuState, base: WebgpuState | undefined, terms: readonly Term[]): void {
    const { device, layout } = this.#context;
    const words = layout.stateWords(out.batch);
    const others = terms.map(([coefficient, state]) => [coefficient, webgpuState(state).buffer] as const);
    let onto: 'own' | 'base' | 'nothing' = base === undefined ? 'nothing' : 'base';
    do {
      const some = others.splice(0, device.limits.storageBuffers - (onto === 'base' ? 3 : 2));
      const kernel = this.#context.kernel(`clocked ${some.length} ${onto}`, () => {
        return clockedCombineKernel(some.length, onto);
      });
      const buffers = [
        this.#clock,
        ...(onto === 'base' ? [base!.buffer] : []),
        ...some.map(([, buffer]) => buffer),
        out.buffer,
      ];
      const values = Object.fromEntries(some.map(([coefficient], k) => [`coefficient${k}`, coefficient]));
      const touched = some.length + (onto === 'nothing' ? 1 : 2);
      const cost = { flops: 2 * words * some.length, words: words * touched };
      this.#context.runFlat(kernel, buffers, out.batch, values, Math.ceil(words / 4), cost);
      onto = 'own';
    } while (others.length > 0);
  }
}
