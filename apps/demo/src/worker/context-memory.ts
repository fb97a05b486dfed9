import { adaptiveSteps, bosh3, writeParameters } from '@hkmem/dynamics';
import { type ContextMemory, storeInContexts } from '@hkmem/storage';
import type { BackendHost } from './backend-host.ts';
import { flowInFrames } from './flow-frames.ts';
import type { RecallFrame } from './protocol.ts';
import type { FlipEnd, FlipRequest } from './rest-protocol.ts';

/** Two sets of pictures in one memory; its oscillators are the context, and pick which set answers. */
export class ContextPictures {
  readonly #host: BackendHost;
  #memory: ContextMemory | undefined;
  #latest = 0;

  constructor(host: BackendHost) {
    this.#host = host;
  }

  /** Lets a cue fall in a context that is set at the start and held by nothing but the energy. */
  flip({ sets, cue, context }: FlipRequest, onFrame: (frame: RecallFrame) => void): Promise<FlipEnd> {
    const turn = ++this.#latest;
    const stopped = (): boolean => turn !== this.#latest;
    this.#memory ??= storeInContexts(sets[0], sets[1], { rule: 'projection', dimension: 3 });
    const memory = this.#memory;
    return this.#host.run(async () => {
      const engine = this.#host.engine('contexts', memory.spec, (made) =>
        writeParameters(made, memory.parameterValues),
      );
      const begun = performance.now();
      const { end, evaluations } = await flowInFrames(engine, memory.start(Float64Array.from(cue), context), {
        batch: 1,
        until: 12,
        solver: bosh3,
        control: adaptiveSteps({ rtol: 1e-3, atol: 1e-4 }),
        onFrame: (frame) => onFrame({ ...frame, x: frame.x.map(Math.tanh) }),
        stopped,
      });
      const milliseconds = performance.now() - begun;
      const answer = memory.match(Float64Array.from(end.x!), context)[0]!;
      const [state, field] = [engine.createState(1), engine.createState(1)];
      try {
        engine.writeState(state, end);
        engine.field(state, field);
        const norm = (await engine.norms(field))[0]!;
        const s = Float32Array.from(end.s!);
        return { superseded: stopped(), milliseconds, evaluations, backend: engine.backend, answer, s, norm };
      } finally {
        state.dispose();
        field.dispose();
      }
    });
  }
}
