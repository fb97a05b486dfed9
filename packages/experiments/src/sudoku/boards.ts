import { generateBoards, type SudokuSet } from '@hkmem/akorn';
import { RandomKey } from '@hkmem/backend';
import type { MadeBoards } from './settings.ts';

/** What boards are for; boards of one seed are others for each use. */
export type BoardUse = 'training' | 'look' | 'test';

/**
 * Boards number `first` and following of those that are made for a use, each fixed by seed, use and number.
 * @throws as `generateBoards`.
 */
export function sudokuBoards(use: BoardUse, { givens, seed }: MadeBoards, first: number, count: number): SudokuSet {
  return generateBoards({ count, first, givens, key: RandomKey.fromSeed(seed).fold('sudoku').fold(use) });
}

/** The usual test sets, in distribution and out of it. */
export type SudokuTestName = 'id' | 'ood';

/** As many givens as the usual training boards, and fewer. */
export const sudokuTests: Readonly<Record<SudokuTestName, Pick<MadeBoards, 'givens'>>> = {
  id: { givens: [31, 42] },
  ood: { givens: [17, 34] },
};
