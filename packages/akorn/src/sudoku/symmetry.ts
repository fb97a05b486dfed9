import type { RandomKey } from '@hkmem/backend';
import type { Board } from './board.ts';

/** A change that turns a Sudoku into another one: digits renamed, rows and columns permuted, and perhaps transposed. */
export interface Symmetry {
  /** Cell of the old board that comes to each cell of the new one. */
  readonly cells: Uint8Array;
  /** New digit of each old one; 0 stays 0. */
  readonly digits: Uint8Array;
}

/** A symmetry at random: 9! digits, 3!^8 permutations of bands, stacks, rows and columns within them, transposed or not. */
export function randomSymmetry(key: RandomKey): Symmetry {
  const rows = bandPermutation(key.fold('rows'));
  const columns = bandPermutation(key.fold('columns'));
  const transposed = key.fold('transposed').uniform(1)[0]! < 0.5;
  const cells = Uint8Array.from({ length: 81 }, (_, cell) => {
    const [i, j] = [rows[Math.floor(cell / 9)]!, columns[cell % 9]!];
    return transposed ? 9 * j + i : 9 * i + j;
  });
  const names = key.fold('digits').permutation(9);
  return { cells, digits: Uint8Array.from([0, ...Array.from(names, (name) => name + 1)]) };
}

/** The board that a symmetry makes of a board, or of its solution. */
export function transform({ cells, digits }: Symmetry, board: Board): Board {
  return Uint8Array.from(cells, (cell) => digits[board[cell]!]!);
}

function bandPermutation(key: RandomKey): number[] {
  return Array.from(key.permutation(3)).flatMap((band) => {
    return Array.from(key.fold(band).permutation(3), (row) => 3 * band + row);
  });
}
