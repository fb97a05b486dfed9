import { proxy } from 'comlink';
import type { RecallFrame } from '../worker/protocol.ts';
import type { Landscape, RestFacts, SettleEnd } from '../worker/rest-protocol.ts';
import { collector } from './collect.ts';
import { beside, compute } from './compute.svelte.ts';

/** Points along a side of the landscape, and of the grid from which states flow to rest. */
const [side, starts] = [36, 9];

/** A memory at rest, the recall that was asked of it last, and the landscape around that. */
export class RestScene {
  facts: RestFacts | undefined = $state.raw();
  frames: readonly RecallFrame[] = $state.raw([]);
  end: SettleEnd | undefined = $state.raw();
  landscape: Landscape | undefined = $state.raw();
  /** The image that the recall is of. */
  asked: Float32Array | undefined = $state.raw();
  problem: string = $state('');
  /** Counts recalls, and says which came to its end last. */
  run: number = $state(0);
  ended: number = $state(0);

  async load(): Promise<void> {
    await this.#told(async () => {
      this.facts = await (await compute()).loadRest(beside('weights/rest.json'));
    });
  }

  /** Lets an image fall to rest; others are where another rest is looked for, for the landscape. */
  async letGo(pixels: Float32Array, others: readonly Float32Array[]): Promise<void> {
    const mine = ++this.run;
    this.asked = pixels;
    this.landscape = undefined;
    await this.#told(async () => {
      const remote = await compute();
      const listener = proxy(
        collector<RecallFrame>((collected) => {
          if (mine === this.run) this.frames = collected;
        }),
      );
      const end = await remote.settle({ pixels }, listener);
      if (mine !== this.run || end.superseded) return;
      this.end = end;
      this.ended = mine;
      const landscape = await remote.landscape({ pixels, others: [...others], side, starts });
      if (mine === this.run) this.landscape = landscape;
    });
  }

  async #told(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.problem = '';
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    }
  }
}
