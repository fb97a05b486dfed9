import { proxy } from 'comlink';
import type { RecallFrame } from '../worker/protocol.ts';
import type { RestoreEnd, StoreReport, StoreRule } from '../worker/store-protocol.ts';
import { collector } from './collect.ts';
import { compute } from './compute.svelte.ts';
import type { Pattern } from './patterns.ts';

/** What is stored, and what has come back of the cue that was let go last. */
export class StoredScene {
  patterns: readonly Pattern[] = $state.raw([]);
  report: StoreReport | undefined = $state.raw();
  /** The rule that they are stored by. */
  rule: StoreRule | undefined = $state.raw();
  frames: readonly RecallFrame[] = $state.raw([]);
  end: RestoreEnd | undefined = $state.raw();
  /** What went wrong, in the words of what refused it. */
  problem: string = $state('');
  /** Counts cues that were let go, and says which of them came to its end last. */
  run: number = $state(0);
  ended: number = $state(0);

  /** Patterns that are forgotten: more than 5 % of their pixels are not kept. */
  get forgotten(): readonly boolean[] {
    return this.report?.lost.map((share) => share > 0.05) ?? [];
  }

  /** Stores patterns by a rule in place of what was stored; if the rule refuses them, all stays as it was. */
  async store(patterns: readonly Pattern[], rule: StoreRule): Promise<boolean> {
    try {
      this.report = await (await compute()).storePatterns({ rule, patterns });
      this.patterns = patterns;
      this.rule = rule;
      this.problem = '';
      return true;
    } catch (error) {
      this.#tell(error);
      return false;
    }
  }

  /** Lets a cue fall; a newer one ends it. */
  async letGo(pixels: Float32Array): Promise<void> {
    const mine = ++this.run;
    const listener = proxy(
      collector<RecallFrame>((collected) => {
        if (mine === this.run) this.frames = collected;
      }),
    );
    try {
      const end = await (await compute()).restorePattern({ pixels }, listener);
      if (mine !== this.run || end.superseded) return;
      this.end = end;
      this.ended = mine;
    } catch (error) {
      this.#tell(error);
    }
  }

  #tell(error: unknown): void {
    this.problem = error instanceof Error ? error.message : String(error);
  }
}
