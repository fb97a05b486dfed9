import {
  boardText,
  checkConsistent,
  float64Operations,
  generateBoards,
  parseBoard,
  SudokuBoardError,
  type SudokuSpec,
  startNoise,
  sudokuInput,
  sudokuMoments,
  uniqueSolution,
} from '@hkmem/akorn';
import { RandomKey } from '@hkmem/backend';
import type { JudgedSudoku } from '../format/oscillator-format.ts';
import { factsOfNetwork, loadNetwork, type OscillatorNetwork, turn } from './oscillator-network.ts';
import type { BoardFacts, BoardFrame, SettleBoardEnd, SettleBoardRequest, SudokuFacts } from './oscillator-protocol.ts';

/** Boards that oscillators settle on, several starts at once. */
export class SudokuSettling {
  #network: OscillatorNetwork<SudokuSpec, JudgedSudoku> | undefined;
  #latest = 0;

  async load(address: string): Promise<SudokuFacts> {
    this.#network ??= await loadNetwork(address);
    return factsOfNetwork(this.#network);
  }

  /** A board with one solution, fixed by the seed. */
  make(givens: number, seed: number): string {
    const key = RandomKey.fromSeed(seed).fold('board of the page');
    return boardText(generateBoards({ count: 1, givens: [givens, givens], key }).puzzles);
  }

  /** What a solver that searches says of a board. */
  look(board: string): BoardFacts {
    const digits = parseBoard(board);
    try {
      checkConsistent(digits);
      return { kind: 'one', words: '', solution: boardText(uniqueSolution(digits)) };
    } catch (error) {
      if (!(error instanceof SudokuBoardError)) throw error;
      const kinds = { contradiction: 'contradiction', 'no solution': 'none', 'several solutions': 'several' } as const;
      const kind = kinds[error.problem as keyof typeof kinds];
      if (kind === undefined) throw error;
      return { kind, words: error.message, solution: '' };
    }
  }

  /** Lets all starts of a board settle together; a newer request ends it. */
  async settle(
    { board, starts, steps, seed }: SettleBoardRequest,
    onFrame: (frame: BoardFrame) => void,
  ): Promise<SettleBoardEnd> {
    const mine = ++this.#latest;
    const begun = performance.now();
    const { manifest, parameters } = this.#network!;
    const { spec } = manifest;
    const { channels, n } = spec;
    const key = RandomKey.fromSeed(seed).fold('starts of the page');
    const one = parseBoard(board);
    const digits = Uint8Array.from({ length: 81 * starts }, (_, cell) => one[cell % 81]!);
    const noise = new Float32Array(digits.length * channels);
    for (let k = 0; k < starts; k++) noise.set(startNoise(key.fold(k), 1, channels), k * 81 * channels);
    const energies = new Float64Array(starts);
    const none = new Uint8Array(digits.length);
    onFrame({ t: 0, digits: none, energies: energies.slice(), directions: directionsOf(noise, n) });
    const model = { operations: float64Operations, spec, parameters };
    const input = sudokuInput(digits, noise, channels);
    for await (const moment of sudokuMoments(model, input, steps)) {
      moment.energies.forEach((energy, k) => {
        energies[k]! += energy;
      });
      const directions = directionsOf(moment.states, n);
      onFrame({ t: moment.step, digits: moment.digits, energies: energies.slice(), directions });
      await turn();
      if (mine !== this.#latest) return { superseded: true, milliseconds: performance.now() - begun };
    }
    return { superseded: false, milliseconds: performance.now() - begun };
  }
}

/** The first two coordinates of every n. */
function directionsOf(states: ArrayLike<number>, n: number): Float32Array {
  return Float32Array.from({ length: (2 * states.length) / n }, (_, at) => states[n * (at >> 1) + (at & 1)]!);
}
