import { generateBoards, type SudokuSpec, SudokuTrainer, sudokuTrainingDefaults, withOperations } from '@hkmem/akorn';
import * as tf from '@hkmem/backend/tf';
import { arePaperSizes, type Sizes } from '../problem/sizes.ts';
import type { Subject } from '../problem/subjects.ts';
import { key } from '../problem/systems.ts';
import { release, startTfjs, tensorOf } from '../tfjs/start.ts';
import type { Prepared, Row } from './row.ts';
import { tfjsSubject } from './tfjs.ts';

/** Cells of a board, each a place of the attention. */
const places = 81;

/** Rows and columns of the products that an update is held against: large enough for a kernel's best, and small enough to repeat. */
const edge = 1024;

/** C, B and T of the update; small where the other sizes are. */
function akornSizes(sizes: Sizes): { readonly channels: number; readonly batch: number; readonly steps: number } {
  return arePaperSizes(sizes) ? { channels: 128, batch: 100, steps: 16 } : { channels: 16, batch: 2, steps: 2 };
}

/**
 * One update of the oscillatory Sudoku model, 128 channels, 100 boards, T = 16, and the same floating-point work as matrix
 * products by the kernels that the update uses.
 */
export function akornRows(subject: Subject, sizes: Sizes): readonly Row[] {
  // Its kernels take the fastest variant and one thread, whatever the backend was started with.
  if (subject.arithmetic !== 'relaxed' || subject.threads !== 1) return [];
  const { channels, batch, steps } = akornSizes(sizes);
  const spec: SudokuSpec = { model: 'akorn', channels, n: 4, heads: 8, layers: 1 };
  const part = { subject: subject.id, threads: subject.threads, arithmetic: subject.arithmetic };
  return [
    {
      ...part,
      id: 'akorn-sudoku-update',
      title: `oscillatory Sudoku update, ${channels} channels, ${batch} boards, T = ${steps}`,
      operations: updateOperations(sizes),
      note: 'the products of attention alone are counted, forward and twice that in reverse',
      peers: ['tfjs-akorn-sudoku-products'],
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
    {
      ...part,
      ...productsRow(sizes),
      id: 'akorn-sudoku-products',
      title: 'as many operations in matrix products of the kernels of that update',
      prepare: () =>
        withOperations(subject.backend, (operations): Prepared => {
          const factors = ['a', 'b'].map((name) => operations.upload(entries(name), [edge, edge]));
          return {
            run: () => operations.dispose([operations.product(factors[0]!, factors[1]!)]),
            dispose: () => operations.dispose(factors),
          };
        }),
    },
  ];
}

/** The same floating-point work as matrix products of tfjs. */
export function tfjsAkornRows(sizes: Sizes): readonly Row[] {
  return [
    {
      subject: tfjsSubject,
      threads: 1,
      arithmetic: 'plain',
      ...productsRow(sizes),
      id: 'tfjs-akorn-sudoku-products',
      title: 'tfjs: as many operations as the Sudoku update in matMul',
      prepare: async (): Promise<Prepared> => {
        await startTfjs();
        const factors = ['a', 'b'].map((name) => tensorOf(entries(name), [edge, edge]));
        const [a, b] = factors as [tf.Tensor2D, tf.Tensor2D];
        return { run: () => release(tf.matMul(a, b)), dispose: () => release(factors) };
      },
    },
  ];
}

function productsRow(sizes: Sizes): Pick<Row, 'operations' | 'scale' | 'note'> {
  const operations = updateOperations(sizes);
  return {
    operations,
    scale: operations / (2 * edge ** 3),
    note: `one product of ${edge} x ${edge} matrices, times the operations of the update over its own`,
  };
}

function entries(name: string): Float64Array {
  return key.fold(`product ${name}`).normal(edge * edge);
}

/** Per place and step: q, k, v and the last product, 8 C^2; scores and mixing, 4 P C. The reverse pass is twice that. */
function updateOperations(sizes: Sizes): number {
  const { channels, batch, steps } = akornSizes(sizes);
  return 3 * batch * places * steps * (8 * channels ** 2 + 4 * places * channels);
}
