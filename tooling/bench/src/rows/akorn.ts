import { generateBoards, type SudokuSpec, SudokuTrainer, sudokuTrainingDefaults } from '@hkmem/akorn';
import { arePaperSizes, type Sizes } from '../problem/sizes.ts';
import type { Subject } from '../problem/subjects.ts';
import { key } from '../problem/systems.ts';
import type { Prepared, Row } from './row.ts';

/** Cells of a board, each a place of the attention. */
const places = 81;

/** One update of the oscillatory Sudoku model: 128 channels, 100 boards, T = 16; small where the other sizes are. */
export function akornRows(subject: Subject, sizes: Sizes): readonly Row[] {
  // Its kernels take the fastest variant and one thread, whatever the backend was started with.
  if (subject.arithmetic !== 'relaxed' || subject.threads !== 1) return [];
  const [channels, batch, steps] = arePaperSizes(sizes) ? [128, 100, 16] : [16, 2, 2];
  const spec: SudokuSpec = { model: 'akorn', channels, n: 4, heads: 8, layers: 1 };
  return [
    {
      id: 'akorn-sudoku-update',
      title: `oscillatory Sudoku update, ${channels} channels, ${batch} boards, T = ${steps}`,
      subject: subject.id,
      threads: subject.threads,
      arithmetic: subject.arithmetic,
      operations: updateOperations(channels, batch, steps),
      note: 'the products of attention alone are counted, forward and twice that in reverse',
      prepare: async (): Promise<Prepared> => {
        const boards = generateBoards({ count: batch, givens: [31, 42], key: key.fold('boards') });
        const trainer = new SudokuTrainer(subject.backend, spec, boards, {
          ...sudokuTrainingDefaults,
          batch,
          steps,
        });
        return { run: () => trainer.step() };
      },
    },
  ];
}

/** Per place and step: q, k, v and the last product, 8 C^2; scores and mixing, 4 P C. The reverse pass is twice that. */
function updateOperations(channels: number, batch: number, steps: number): number {
  return 3 * batch * places * steps * (8 * channels ** 2 + 4 * places * channels);
}
