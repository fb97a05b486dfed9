import { RandomKey } from '@hkmem/backend';
import type { BackendHost } from './backend-host.ts';
import { type EditSides, recallEdited } from './edited-recall.ts';
import type { CompareEnd, CompareRequest, EditAddresses, EditedFacts } from './edits-protocol.ts';
import { loadMemory } from './load-memory.ts';

/** A memory at rest and two edits of it with the same rule, by oscillators and by a correction of low rank. */
export class EditsBeside {
  readonly #host: BackendHost;
  #sides: EditSides | undefined;
  #facts: EditedFacts | undefined;
  #latest = 0;

  constructor(host: BackendHost) {
    this.#host = host;
  }

  /** Loads all three, once. */
  async load({ base, oscillators, lora }: EditAddresses): Promise<EditedFacts> {
    if (this.#facts !== undefined) return this.#facts;
    const [memory, edit, factors] = await Promise.all([loadMemory(base), loadMemory(oscillators), loadMemory(lora)]);
    const [U, c] = [factors.parameters['low-rank.U']!, factors.parameters['low-rank.c']!];
    this.#sides = { base: memory, edit, lora: { spec: factors.spec, U, c } };
    this.#facts = {
      dimension: edit.spec.oscillators!.dimension,
      neurons: memory.spec.neurons,
      rank: c.length,
      judged: edit.manifest.judged!,
    };
    return this.#facts;
  }

  compare({ pixels, disturbed, draw }: CompareRequest): Promise<CompareEnd> {
    const turn = ++this.#latest;
    return this.#host.run(async () => {
      const engineOf = this.#host.engine.bind(this.#host);
      const request = { pixels, disturbed, key: RandomKey.fromSeed(draw) };
      const end = await recallEdited(engineOf, this.#sides!, request);
      return { ...end, superseded: turn !== this.#latest, backend: this.#host.backend.name };
    });
  }
}
