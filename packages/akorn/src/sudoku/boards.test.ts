import { RandomKey } from '@hkmem/backend';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boardText, checkConsistent, givensOf, parseBoard, uniqueSolution } from './board.ts';
import { SudokuBoardError } from './errors.ts';
import { generateBoards, sparseBoards } from './generate.ts';
import { readSudokuCsv } from './read-csv.ts';
import { solveSudoku } from './solver.ts';
import { randomSymmetry, transform } from './symmetry.ts';

const key = RandomKey.fromSeed(7);
// Wikipedia's example of a Sudoku.
const puzzle = '530070000600195000098000060800060003400803001700020006060000280000419005000080079';
const solution = '534678912672195348198342567859761423426853791713924856961537284287419635345286179';

function problemOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(SudokuBoardError);
    return (error as SudokuBoardError).problem;
  }
}

describe('solver', () => {
  test('solves a known board and finds that it has one solution', () => {
    expect(solveSudoku(parseBoard(puzzle), { limit: 5 }).map(boardText)).toEqual([solution]);
  });

  test('counts solutions: two digits that can be swapped in a rectangle give two', () => {
    const board = parseBoard(solution);
    const cells = rectangleOf(board);
    for (const cell of cells) board[cell] = 0;
    const found = solveSudoku(board, { limit: 5 });
    expect(found).toHaveLength(2);
    expect(found.map(boardText)).toContain(solution);
    for (const each of found) checkConsistent(each);
    expect(problemOf(() => uniqueSolution(board))).toBe('several solutions');
  });

  test('an empty board has as many as are asked for, a contradictory one none', () => {
    expect(solveSudoku(new Uint8Array(81), { limit: 3 })).toHaveLength(3);
    expect(solveSudoku(parseBoard(`55${puzzle.slice(2)}`))).toEqual([]);
  });

  test('agrees with a plain search on boards with any solutions', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.integer({ min: 8, max: 14 }), (seed, emptied) => {
        const own = RandomKey.fromSeed(seed);
        const board = transform(randomSymmetry(own), parseBoard(solution));
        // A second change of a few digits makes some boards impossible.
        for (const cell of own.fold('empty').permutation(81).slice(0, emptied)) board[cell] = 0;
        if (seed % 3 === 0) board[own.fold('change').permutation(81)[0]!] = 1 + (seed % 9);
        const expected = plainSearch(board).sort();
        expect(solveSudoku(board, { limit: 1000 }).map(boardText).sort()).toEqual(expected);
      }),
      { numRuns: 100, seed: 18 },
    );
  });
});

test('the sparse boards have 17 givens and one solution', () => {
  for (const text of sparseBoards) {
    expect(givensOf(parseBoard(text))).toBe(17);
    uniqueSolution(parseBoard(text));
  }
});

test('boards made here have one solution, the givens asked for, and depend on their key alone', () => {
  for (const givens of [
    [17, 17],
    [18, 22],
    [24, 34],
    [31, 42],
  ] as const) {
    const set = generateBoards({ count: 6, givens, key });
    for (let n = 0; n < 6; n++) {
      const board = set.puzzles.slice(81 * n, 81 * (n + 1));
      expect(givensOf(board)).toBeGreaterThanOrEqual(givens[0]);
      expect(givensOf(board)).toBeLessThanOrEqual(givens[1]);
      expect(boardText(uniqueSolution(board))).toBe(boardText(set.solutions.slice(81 * n, 81 * (n + 1))));
    }
    expect(generateBoards({ count: 6, givens, key })).toEqual(set);
    const later = generateBoards({ count: 2, givens, key, first: 4 });
    expect(later.puzzles).toEqual(set.puzzles.slice(4 * 81));
    expect(generateBoards({ count: 6, givens, key: key.fold(1) })).not.toEqual(set);
  }
  expect(() => generateBoards({ count: 1, givens: [16, 20], key })).toThrow(/17 to 80/);
});

test('a symmetry maps boards and solutions alike', () => {
  fc.assert(
    fc.property(fc.nat(1000), (seed) => {
      const symmetry = randomSymmetry(RandomKey.fromSeed(seed));
      const image = transform(symmetry, parseBoard(puzzle));
      expect(givensOf(image)).toBe(givensOf(parseBoard(puzzle)));
      expect(uniqueSolution(image)).toEqual(transform(symmetry, parseBoard(solution)));
    }),
    { numRuns: 30, seed: 18 },
  );
});

describe('files', () => {
  test('the usual forms are read', () => {
    const dotted = puzzle.replaceAll('0', '.');
    for (const text of [
      `quizzes,solutions\n${puzzle},${solution}\n`,
      `${puzzle},${solution}\r\n`,
      `"${puzzle}","${solution}"`,
      `\uFEFFid;x\n${dotted};${solution};3`,
      dotted,
    ]) {
      const { set, bad } = readSudokuCsv(text);
      expect(bad).toEqual([]);
      expect([set.count, boardText(set.puzzles), boardText(set.solutions)]).toEqual([1, puzzle, solution]);
    }
  });

  test('bad boards are named with their lines, and the rest is read', () => {
    const twice = `5${puzzle[1]}5${puzzle.slice(3)}`;
    const none = `${solution.slice(0, 79)}00`.replace(/^5/, '0');
    const rows = [
      `${puzzle},${solution}`,
      `${puzzle.slice(1)},${solution}`,
      `a${puzzle.slice(1)},${solution}`,
      `${twice},${solution}`,
      `${puzzle},${solution.replace(/1/g, '2')}`,
      `${'0'.repeat(81)},${solution}`,
      `${puzzle.replace(/^5/, '1')}`,
      `${puzzle},${solution.slice(0, 80)}0`,
      none,
    ];
    const { set, bad } = readSudokuCsv(rows.join('\n'));
    expect(set.count).toBe(2);
    expect(bad.map(({ line, error }) => [line, error.problem])).toEqual([
      [2, 'length'],
      [3, 'symbol'],
      [4, 'contradiction'],
      [5, 'contradiction'],
      [6, 'several solutions'],
      [7, 'no solution'],
      [8, 'solution'],
    ]);
    expect(bad[0]!.error.message).toMatch(/line 2: it has 80 symbols, allowed are 81/);
    expect(readSudokuCsv(rows[5]!, { check: 'rules' }).bad).toEqual([]);
  });
});

/** Four cells, two rows of one band and two columns, that hold two digits crosswise. */
function rectangleOf(board: Uint8Array): number[] {
  for (let band = 0; band < 3; band++) {
    for (const [first, second] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      for (let a = 0; a < 9; a++) {
        for (let b = 0; b < 9; b++) {
          const cells = [first, first, second, second].map((row, n) => 9 * (3 * band + row) + (n % 2 === 0 ? a : b));
          const digits = cells.map((cell) => board[cell]);
          const apart = Math.floor(a / 3) !== Math.floor(b / 3);
          if (apart && a < b && digits[0] === digits[3] && digits[1] === digits[2]) return cells;
        }
      }
    }
  }
  throw new Error('this board has no such rectangle');
}

/** Every solution by trying digits cell by cell. */
function plainSearch(board: Uint8Array): string[] {
  try {
    checkConsistent(board);
  } catch {
    return [];
  }
  const cell = board.indexOf(0);
  if (cell < 0) return [boardText(board)];
  return [1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((digit) => {
    const next = board.slice();
    next[cell] = digit;
    return plainSearch(next);
  });
}
