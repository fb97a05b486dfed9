import { type Match, ruleHolds, store, type ThresholdMemory } from '@hkmem/storage';
import type { BackendHost } from './backend-host.ts';
import { flowInFrames } from './flow-frames.ts';
import type { MatchView, RecallFrame, RecallRequest, RestoreEnd, StoreReport, StoreRequest } from './protocol.ts';

/** Patterns that a visitor stored, and what comes back of them. */
export class StoredPatterns {
  readonly #host: BackendHost;
  #memory: ThresholdMemory | undefined;
  #latest = 0;

  constructor(host: BackendHost) {
    this.#host = host;
  }

  /** Stores patterns of +1 and -1 anew, however many, and says what is lost at once. */
  store({ rule, patterns }: StoreRequest): StoreReport {
    this.#memory = store(patterns, { rule, overload: true });
    return { count: patterns.length, lost: this.#memory.lost(), holds: ruleHolds(rule, this.#memory.spec.neurons) };
  }

  /** Lets one cue fall to what is stored. */
  restore({ pixels, until, steps }: RecallRequest, onFrame: (frame: RecallFrame) => void): Promise<RestoreEnd> {
    const turn = ++this.#latest;
    const superseded = (): boolean => turn !== this.#latest;
    return this.#host.run(async () => {
      const memory = this.#memory!;
      const engine = this.#host.engine('stored', memory.spec, (made) => {
        for (const [path, values] of Object.entries(memory.parameterValues)) made.writeParameter(path, values);
      });
      const x = pixels.map((level) => 2 * level - 1);
      const begun = performance.now();
      const settings = { batch: 1, until, steps, onFrame, stopped: superseded };
      const { end, evaluations } = await flowInFrames(engine, { x }, settings);
      const milliseconds = performance.now() - begun;
      const [answer, cue] = [memory.match(Float32Array.from(end.x!))[0]!, memory.match(x)[0]!];
      return {
        superseded: superseded(),
        milliseconds,
        evaluations,
        backend: engine.backend,
        answer: viewOf(answer),
        cue: viewOf(cue),
      };
    });
  }
}

function viewOf({ index, opposite, overlap, runnerUp, wrong, recalled }: Match): MatchView {
  return { index, opposite, overlap, runnerUp, wrong, recalled };
}
