import { type HostArray, type RandomKey, ValueError } from '@hkmem/backend';
import type { SudokuTraining } from './settings.ts';
import { type SudokuSet, selectBoards } from './sudoku-set.ts';
import { randomSymmetry, transform } from './symmetry.ts';

/**
 * The boards of update `update`, counted from 0: the set in an order drawn anew for each epoch, cut into batches that run
 * on from one epoch to the next, changed by a random symmetry each if `augment` is on, and with hints at the beginning.
 * Depends on key, update and settings alone. @throws {ValueError} on a set without boards.
 */
export function trainingBatch(
  set: SudokuSet,
  key: RandomKey,
  update: number,
  { batch, augment, hints }: Pick<SudokuTraining, 'batch' | 'augment' | 'hints'>,
): SudokuSet {
  if (set.count === 0) throw new ValueError('boards', 0, 'a set of at least one');
  let order: { epoch: number; boards: Uint32Array } | undefined;
  const numbers = Array.from({ length: batch }, (_, n) => {
    const position = update * batch + n;
    const epoch = Math.floor(position / set.count);
    if (order?.epoch !== epoch) order = { epoch, boards: key.fold('order').fold(epoch).permutation(set.count) };
    return order.boards[position % set.count]!;
  });
  const drawn = selectBoards(set, numbers);
  for (let n = 0; augment && n < batch; n++) {
    const symmetry = randomSymmetry(key.fold('augment').fold(update * batch + n));
    for (const boards of [drawn.puzzles, drawn.solutions]) {
      boards.set(transform(symmetry, boards.subarray(81 * n, 81 * (n + 1))), 81 * n);
    }
  }
  const share = hints === undefined || update >= hints.updates ? 0 : hints.share * (1 - update / hints.updates);
  if (share > 0) {
    const drawing = key.fold('hints').fold(update).uniform(drawn.puzzles.length);
    drawing.forEach((value, cell) => {
      if (value < share) drawn.puzzles[cell] = drawn.solutions[cell]!;
    });
  }
  return drawn;
}

/** T of update `update`. */
export function trainingSteps(
  key: RandomKey,
  update: number,
  { steps, fewestSteps = steps, stepsRise = 0 }: Pick<SudokuTraining, 'steps' | 'fewestSteps' | 'stepsRise'>,
): number {
  if (fewestSteps === steps) return steps;
  const risen = update >= stepsRise ? 1 : update / stepsRise;
  const choices = 1 + Math.floor(risen * (steps - fewestSteps));
  return fewestSteps + Math.floor(key.fold('steps').fold(update).uniform(1)[0]! * choices);
}

/** Standard normal start of the oscillators of `boards` boards, [81 boards, C]. */
export function startNoise(key: RandomKey, boards: number, channels: number): HostArray {
  return Float32Array.from(key.normal(81 * boards * channels));
}
