import { checkValues, type Engine, nameOf, type SystemSpec, shapeOf } from '@hkmem/backend';
import { encodeSphere } from '@hkmem/datasets';
import { fixedSteps, recall, rk4 } from '@hkmem/dynamics';
import type { LoadedMemory } from '../format/weights-format.ts';
import type { BackendHost } from './backend-host.ts';
import { bindingOf, largestSingularValues } from './correction.ts';
import type { LoraFacts } from './edits-protocol.ts';
import { flowInFrames } from './flow-frames.ts';
import { indexOfLargest } from './index-of-largest.ts';
import { loadMemory } from './load-memory.ts';
import { factsOf } from './memory-facts.ts';
import type {
  BindEnd,
  BindRequest,
  EditFacts,
  MemoryFacts,
  RecallEnd,
  RecallFrame,
  RecallRequest,
} from './protocol.ts';

/** The two memories that the site ships, loaded when first asked for, and recall on them. */
export class Memories {
  readonly #host: BackendHost;
  #base: LoadedMemory | undefined;
  #edit: LoadedMemory | undefined;
  #lora: LoadedMemory | undefined;
  /** Of the last recall under contexts, by context. */
  #corrections: readonly { readonly entries: Int8Array; readonly largest: number }[] = [];
  #latest: Readonly<Record<'recall' | 'bind', number>> = { recall: 0, bind: 0 };

  constructor(host: BackendHost) {
    this.#host = host;
  }

  /** Loads the base memory and makes its engine, so that a recall starts at once. */
  async loadBase(address: string): Promise<MemoryFacts> {
    this.#base ??= await loadMemory(address);
    await this.#host.run(async () => this.#engine('memory', this.#base!));
    return factsOf(this.#base);
  }

  /** Loads the edit, after the memory it is an edit of. */
  async loadEdit(baseAddress: string, address: string): Promise<EditFacts> {
    await this.loadBase(baseAddress);
    if (this.#edit === undefined) {
      const alone = await loadMemory(address);
      this.#edit = { ...alone, parameters: { ...this.#base!.parameters, ...alone.parameters } };
      for (const [path, values] of Object.entries(this.#edit.parameters)) checkValues(path, values, [values.length]);
    }
    const { manifest, spec, parameters } = this.#edit;
    await this.#host.run(async () => this.#engine('edit', this.#edit!));
    return {
      ...factsOf(this.#edit),
      alpha: parameters['coupling.alpha']?.[0] ?? 1,
      edges: spec.coupling!.graph.sources.length,
      dimension: spec.oscillators!.dimension,
      interaction: nameOf(spec.oscillators!.interaction),
      coupling: nameOf(spec.coupling!.kind),
      unedited: manifest.edit!.unedited.value,
    };
  }

  /** Loads a correction of low rank of the base memory, U diag(c) U^T, and makes an engine of the corrected weights. */
  async loadLora(baseAddress: string, address: string): Promise<LoraFacts> {
    await this.loadBase(baseAddress);
    this.#lora ??= corrected(this.#base!, await loadMemory(address));
    const [U, c] = [this.#lora.parameters['low-rank.U']!, this.#lora.parameters['low-rank.c']!];
    await this.#host.run(async () => this.#engine('lora', this.#lora!));
    return { rank: c.length, numbers: U.length + c.length };
  }

  /** The class that the corrected memory answers at t = 1. */
  answerByLora(pixels: Float32Array): Promise<number> {
    return this.#host.run(async () => {
      const engine = this.#engine('lora', this.#lora!);
      const x = new Float32Array(engine.spec.neurons);
      x.set(pixels);
      const flow = { solver: rk4, control: fixedSteps(12), until: 1, steadyBelow: false } as const;
      const { state } = await recall(engine, { x }, flow);
      return indexOfLargest(state.x!.slice(-10));
    });
  }

  /** Recalls one image with the base memory. */
  recall(request: RecallRequest, onFrame: (frame: RecallFrame) => void): Promise<RecallEnd> {
    return this.#host.run(async () => {
      const engine = this.#engine('memory', this.#base!);
      const { ended } = await this.#run('recall', engine, request, 1, undefined, onFrame);
      return ended;
    });
  }

  /** Recalls one image under each context with the edited memory, as one batch. */
  bind(request: BindRequest, onFrame: (frame: RecallFrame) => void): Promise<BindEnd> {
    const { contexts, alpha } = request;
    return this.#host.run(async () => {
      const edit = this.#edit!;
      const { spec, manifest } = edit;
      const engine = this.#engine('edit', edit);
      const parameters = { ...edit.parameters };
      if (engine.shapes.has('coupling.alpha')) {
        parameters['coupling.alpha'] = Float32Array.of(alpha);
        engine.writeParameter('coupling.alpha', [alpha]);
      }
      const size = { neurons: spec.neurons, dimension: spec.oscillators!.dimension };
      const s = Float32Array.from(
        contexts.flatMap((image) => Array.from(encodeSphere(image, manifest.edit!.statistics, size))),
      );
      const { ended, end } = await this.#run('bind', engine, request, contexts.length, s, onFrame);
      const bindings = ended.superseded ? [] : contexts.map((_, b) => binding(spec, parameters, end, b));
      if (!ended.superseded) {
        this.#corrections = bindings.map(({ correction, largest }) => ({ entries: correction.slice(), largest }));
      }
      return { ...ended, bindings };
    });
  }

  /** Singular values of the correction that the last recall made under a context, largest first. */
  spectrum(context: number, count: number): Float64Array {
    const correction = this.#corrections[context];
    if (correction === undefined) return new Float64Array(0);
    const { entries, largest } = correction;
    const matrix = Float64Array.from(entries, (entry) => (entry * largest) / 127);
    return largestSingularValues(matrix, Math.sqrt(entries.length), count);
  }

  #engine(name: string, { spec, parameters }: LoadedMemory): Engine {
    return this.#host.engine(name, spec, (engine) => {
      for (const path of engine.shapes.keys()) {
        const values = parameters[path];
        if (values === undefined)
          throw new Error(`The weights file has no '${path}', ${shapeOf(engine.shapes, path)}.`);
        engine.writeParameter(path, values);
      }
    });
  }

  async #run(
    kind: 'recall' | 'bind',
    engine: Engine,
    { pixels, until, steps }: RecallRequest,
    batch: number,
    s: Float32Array | undefined,
    onFrame: (frame: RecallFrame) => void,
  ) {
    const turn = this.#latest[kind] + 1;
    this.#latest = { ...this.#latest, [kind]: turn };
    const superseded = (): boolean => this.#latest[kind] !== turn;
    const N = engine.spec.neurons;
    const x = new Float32Array(batch * N);
    for (let b = 0; b < batch; b++) x.set(pixels, b * N);
    const begun = performance.now();
    const { end, evaluations } = await flowInFrames(
      engine,
      { x, ...(s && { s }) },
      { batch, until, control: fixedSteps(steps), onFrame, stopped: superseded },
    );
    const milliseconds = performance.now() - begun;
    return { end, ended: { superseded: superseded(), milliseconds, evaluations, backend: engine.backend } };
  }
}

/** The base memory with W + U diag(c) U^T in place of W; it keeps U and c. */
function corrected(base: LoadedMemory, { manifest, parameters }: LoadedMemory): LoadedMemory {
  const N = base.spec.neurons;
  const [U, c] = [parameters['low-rank.U']!, parameters['low-rank.c']!];
  const W = base.parameters['hopfield.weights']!.slice();
  const r = c.length;
  const scaled = U.map((entry, k) => entry * c[k % r]!);
  for (let i = 0; i < N; i++) {
    for (let j = i; j < N; j++) {
      let sum = 0;
      for (let k = 0; k < r; k++) sum += scaled[i * r + k]! * U[j * r + k]!;
      W[i * N + j]! += sum;
      if (j > i) W[j * N + i]! += sum;
    }
  }
  return { manifest, spec: base.spec, parameters: { ...base.parameters, ...parameters, 'hopfield.weights': W } };
}

function binding(
  spec: SystemSpec,
  parameters: Readonly<Record<string, Float32Array>>,
  end: { readonly x?: ArrayLike<number>; readonly s?: ArrayLike<number> },
  b: number,
) {
  const part = (values: ArrayLike<number>, size: number): number[] =>
    Array.from({ length: size }, (_, n) => values[b * size + n]!);
  const N = spec.neurons;
  return bindingOf(spec, parameters, part(end.x!, N), part(end.s!, N * spec.oscillators!.dimension));
}
