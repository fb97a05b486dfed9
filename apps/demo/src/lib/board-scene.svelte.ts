import { proxy } from 'comlink';
import type { BoardFacts, BoardFrame, SettleBoardRequest, SudokuFacts } from '../worker/oscillator-protocol.ts';
import { collector } from './collect.ts';
import { beside, compute } from './compute.svelte.ts';

/** A board that oscillators settle on: what was asked last, and what has come of it. */
export class BoardScene {
  facts: SudokuFacts | undefined = $state.raw();
  /** What a solver that searches says of the board. */
  found: BoardFacts | undefined = $state.raw();
  frames: readonly BoardFrame[] = $state.raw([]);
  /** Counts settlings, and says which of them came to its end last, and which the frames are of. */
  run: number = $state(0);
  ended: number = $state(0);
  framesRun: number = $state(0);
  milliseconds: number = $state(0);
  problem: string = $state('');

  async load(): Promise<void> {
    await this.#telling(async () => {
      this.facts = await (await compute()).loadSudoku(beside('weights/sudoku.json'));
    });
  }

  /** A board with one solution, fixed by the seed; nothing if none could be made. */
  async made(givens: number, seed: number): Promise<string | undefined> {
    return this.#telling(async () => (await compute()).makeBoard(givens, seed));
  }

  /** Lets all starts of a board settle; a newer request ends it. */
  async settle(request: SettleBoardRequest): Promise<void> {
    const mine = ++this.run;
    await this.#telling(async () => {
      const remote = await compute();
      const listener = proxy(
        collector<BoardFrame>((collected) => {
          if (mine !== this.run) return;
          this.frames = collected;
          this.framesRun = mine;
        }),
      );
      const found = await remote.lookAtBoard(request.board);
      if (mine !== this.run) return;
      this.found = found;
      const { superseded, milliseconds } = await remote.settleBoard(request, listener);
      if (mine !== this.run || superseded) return;
      this.milliseconds = milliseconds;
      this.ended = mine;
    });
  }

  async #telling<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      const result = await work();
      this.problem = '';
      return result;
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
      return undefined;
    }
  }
}
