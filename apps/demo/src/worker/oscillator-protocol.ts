import type { JudgedShapes, JudgedSudoku } from '../format/oscillator-format.ts';

/** What the page says of a network of oscillators. */
export interface OscillatorFacts<Judged> {
  readonly bytes: number;
  readonly updates: number;
  /** Channels, and how many make an oscillator. */
  readonly channels: number;
  readonly n: number;
  readonly judged: Judged;
}
export type SudokuFacts = OscillatorFacts<JudgedSudoku>;
export type ShapesFacts = OscillatorFacts<JudgedShapes>;

/** A board to be settled on, from several random starts at once. */
export interface SettleBoardRequest {
  /** 81 digits, 0 for an empty cell. */
  readonly board: string;
  readonly starts: number;
  readonly steps: number;
  /** Of the starts. */
  readonly seed: number;
}

/** What a solver that searches says of a board. */
export interface BoardFacts {
  readonly kind: 'one' | 'several' | 'none' | 'contradiction';
  /** What is wrong with it, and the way out; empty if it has one solution. */
  readonly words: string;
  /** 81 digits, where there is one solution. */
  readonly solution: string;
}

/** One moment of a board; t = 0 is the start, which answers nothing yet. */
export interface BoardFrame {
  readonly t: number;
  /** [K, 81], 1 to 9; 0 at the start. */
  readonly digits: Uint8Array;
  /** Of each start, summed over the steps so far, [K]. */
  readonly energies: Float64Array;
  /** The first two coordinates of every oscillator, [K, 81, C/n, 2]. */
  readonly directions: Float32Array;
}

export interface SettleBoardEnd {
  readonly superseded: boolean;
  readonly milliseconds: number;
}

/** A drawn scene whose pixels are to be grouped. */
export interface GroupRequest {
  readonly seed: number;
  /** Shapes of the scene. */
  readonly shapes: number;
  readonly steps: number;
}

/** One moment of a scene; t = 0 is the start. */
export interface GroupFrame {
  readonly t: number;
  /** Where each pixel's oscillators lie in the plane in which the shapes differ most at the end, seen from their middle, [P, 2]. */
  readonly directions: Float32Array;
}

export interface GroupEnd {
  /** Rows and columns of the scene. */
  readonly size: number;
  /** Pixels, 1 where a shape is, and what is there, 0 for the background, [P] each. */
  readonly image: Float32Array;
  readonly labels: Uint8Array;
  /** Groups of the pixels at the end, [P]. */
  readonly groups: Uint8Array;
  readonly foregroundAri: number;
  readonly meanBestOverlap: number;
  readonly frames: readonly GroupFrame[];
}
