import { writeParameters } from '@hkmem/dynamics';
import type { BackendHost } from './backend-host.ts';
import { flowInFrames, growingSteps } from './flow-frames.ts';
import type { RecallFrame } from './protocol.ts';
import type { RestoreEnd, RestoreRequest, StoreReport, StoreRequest } from './store-protocol.ts';
import { type StoredMemory, storedMemory } from './stored-memory.ts';

/** How a cue falls: few steps, which grow as the state slows down, since a look at each costs a device as much as the step. */
const [until, steps] = [10, 18];

/** Patterns that a visitor stored, and what comes back of them. */
export class StoredPatterns {
  readonly #host: BackendHost;
  #memory: StoredMemory | undefined;
  #latest = 0;

  constructor(host: BackendHost) {
    this.#host = host;
  }

  /** Stores patterns of +1 and -1 anew, and says what is lost at once. @throws what the rule throws; what was stored stays. */
  store({ rule, patterns }: StoreRequest): StoreReport {
    const memory = storedMemory(patterns, rule);
    const lost = memory.lost();
    this.#memory = memory;
    return { lost, holds: memory.holds };
  }

  /** Lets one cue fall to what is stored. Frames hold activities of the pixels, from -1 to 1. */
  restore({ pixels }: RestoreRequest, onFrame: (frame: RecallFrame) => void): Promise<RestoreEnd> {
    const turn = ++this.#latest;
    const stopped = (): boolean => turn !== this.#latest;
    return this.#host.run(async () => {
      const memory = this.#memory;
      if (memory === undefined) throw new Error('Nothing is stored yet.');
      const engine = this.#host.engine('stored', memory.spec, (made) => writeParameters(made, memory.parameterValues));
      const cue = pixels.map((level) => 2 * level - 1);
      const begun = performance.now();
      const seen = (frame: RecallFrame): void => onFrame({ ...frame, x: memory.shown(frame.x) });
      const settings = { batch: 1, until, control: growingSteps(until, steps), onFrame: seen, stopped };
      const { end, evaluations } = await flowInFrames(engine, { x: memory.start(cue) }, settings);
      const milliseconds = performance.now() - begun;
      const answer = memory.match(Float32Array.from(end.x!));
      return { superseded: stopped(), milliseconds, evaluations, backend: engine.backend, answer };
    });
  }
}
