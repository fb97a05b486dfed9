import type { Engine } from '@hkmem/backend';
import { fixedPoint, listedSteps, type StepControl, withInput, writeParameters } from '@hkmem/dynamics';
import type { LoadedMemory } from '../format/weights-format.ts';
import type { BackendHost } from './backend-host.ts';
import { flowInFrames } from './flow-frames.ts';
import { landscapeOf } from './landscape.ts';
import { loadMemory } from './load-memory.ts';
import { factsOf } from './memory-facts.ts';
import type { RecallFrame } from './protocol.ts';
import type { Landscape, LandscapeRequest, RestFacts, SettleEnd, SettleRequest } from './rest-protocol.ts';

/** Steps that show a recall: short at first, then as long as the fastest of the units allows. */
const sizes: readonly number[] = Array.from({ length: 44 }, (_, n) => Math.min(0.3, 0.03 * 1.12 ** n));
const until = sizes.reduce((sum, size) => sum + size, 0);
const steps: StepControl = listedSteps(sizes);
/** Root mean square of the field that counts as rest, in float32. */
const tolerance = 1e-4;

/** The memory whose answers are minima of a bounded energy. A cue is where a flow starts, and is held as its input. */
export class RestMemory {
  readonly #host: BackendHost;
  #memory: LoadedMemory | undefined;
  #fetched: Promise<LoadedMemory> | undefined;
  /** States of the last recall, moment by moment, ending at rest. */
  #path: readonly Float32Array[] = [];
  #latest = 0;

  constructor(host: BackendHost) {
    this.#host = host;
  }

  /** Begins to fetch the memory. What goes wrong is told when it is loaded. */
  fetch(address: string): void {
    this.#fetched ??= loadMemory(address);
    this.#fetched.catch(() => undefined);
  }

  /** Loads the memory and says what its energy promises. */
  async load(address: string): Promise<RestFacts> {
    this.fetch(address);
    try {
      this.#memory ??= await this.#fetched!;
    } catch (error) {
      this.#fetched = undefined;
      throw error;
    }
    const { spec, manifest } = this.#memory;
    await this.#host.run(async () => this.#engine());
    const [pixels = 784, hidden = 0] = spec.threshold!.layers?.map((layer) =>
      typeof layer === 'number' ? layer : layer.size,
    ) ?? [784, 0];
    if (pixels !== 784) throw new Error(`${address} is a memory of ${pixels} pixels, this page shows 784.`);
    return { ...factsOf(this.#memory), hidden, restored: manifest.restored! };
  }

  /** Follows a cue down, a moment at a time, and then to rest; the last moment is the rest. */
  settle({ pixels }: SettleRequest, onFrame: (frame: RecallFrame) => void): Promise<SettleEnd> {
    const turn = ++this.#latest;
    const stopped = (): boolean => turn !== this.#latest;
    return this.#host.run(async (): Promise<SettleEnd> => {
      const engine = this.#engine();
      const x = this.#start(pixels);
      const begun = performance.now();
      const path: Float32Array[] = [];
      const seen = (frame: RecallFrame): void => {
        path.push(frame.x);
        onFrame(frame);
      };
      const settings = { batch: 1, until, control: steps, onFrame: seen, stopped };
      const { end, evaluations } = await held(engine, x, (driven) => flowInFrames(driven, { x }, settings));
      const ended = { superseded: stopped(), evaluations, backend: engine.backend };
      const nowhere = { atRest: false, stability: 'unknown', norm: Number.NaN, energy: Number.NaN } as const;
      if (stopped()) return { ...ended, ...nowhere, milliseconds: performance.now() - begun };
      const rest = await fixedPoint(engine, { x: end.x! }, { input: x, tolerance });
      const { code, norm, energy, stability = 'unknown' as const } = rest.samples[0]!;
      const last = Float32Array.from(rest.state.x!);
      if (!stopped()) {
        seen({ t: until + 1, x: last, energies: [{ hopfield: energy, total: energy }] });
        this.#path = path;
      }
      const milliseconds = performance.now() - begun;
      const atRest = code === 'at-rest';
      return { ...ended, superseded: stopped(), milliseconds, atRest, stability, norm, energy };
    });
  }

  /** The energy around the last recall, under its cue. */
  landscape(request: LandscapeRequest): Promise<Landscape | undefined> {
    const turn = this.#latest;
    const stopped = (): boolean => turn !== this.#latest;
    const others = request.others.map((pixels) => this.#start(pixels));
    const input = this.#start(request.pixels);
    return this.#host.run(() =>
      landscapeOf(this.#engine(), { ...request, input, others, path: this.#path, stopped, tolerance }),
    );
  }

  #start(pixels: Float32Array): Float32Array {
    const x = new Float32Array(this.#memory!.spec.neurons);
    x.set(pixels);
    return x;
  }

  #engine(): Engine {
    const { spec, parameters } = this.#memory!;
    return this.#host.engine('rest', spec, (engine) => writeParameters(engine, parameters));
  }
}

/** Work under an input that is held, of one sample. */
async function held<Result>(
  engine: Engine,
  input: Float32Array,
  work: (driven: Engine) => Promise<Result>,
): Promise<Result> {
  const driven = withInput(engine, input, 1);
  try {
    return await work(driven);
  } finally {
    driven.dispose();
  }
}
