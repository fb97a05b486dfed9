import { type SudokuSpec, type SudokuTraining, sudokuShapes } from '@hkmem/akorn';
import { HkmemError } from '@hkmem/backend';
import type { ScheduleSettings } from '@hkmem/training';
import type { SettingProblem } from '../config/check-config.ts';
import type { SudokuConfig } from './settings.ts';

/** The network of a configuration. */
export function sudokuSpec({ network }: Pick<SudokuConfig, 'network'>): SudokuSpec {
  return { ...network };
}

/** How a configuration is trained; `budget` is that of a pass forward, in bytes. */
export function sudokuTraining(config: SudokuConfig, budget: number): SudokuTraining {
  const { seed, updates, batch, steps, fewestSteps, stepsRise, hints, augment, clip, mean, optimiser } = config;
  const { schedule, halfEvery, warmup, ...rest } = optimiser;
  const start = warmup === undefined ? {} : { warmup };
  const falling: ScheduleSettings =
    schedule === 'constant'
      ? { kind: schedule, ...start }
      : schedule === 'exponential'
        ? { kind: schedule, halfEvery: halfEvery!, ...start }
        : { kind: schedule, updates, ...start };
  return {
    seed,
    updates,
    batch,
    steps,
    ...(fewestSteps !== undefined && { fewestSteps }),
    ...(stepsRise !== undefined && { stepsRise }),
    ...(hints && { hints }),
    augment,
    mean,
    budget,
    clip: clip ?? Number.POSITIVE_INFINITY,
    optimiser: { ...rest, schedule: falling },
  };
}

/** What of the settings of a Sudoku model does not hold together. */
export function checkSudoku(config: SudokuConfig): readonly SettingProblem[] {
  const { boards, steps, fewestSteps = steps } = config;
  if (fewestSteps > steps)
    return [{ path: 'fewestSteps', words: `got ${fewestSteps}, allowed is up to steps, ${steps}` }];
  if ('givens' in boards && boards.givens[0] > boards.givens[1]) {
    return [{ path: 'boards.givens', words: `got ${boards.givens.join(', ')}, allowed are the fewest and the most` }];
  }
  try {
    sudokuShapes(sudokuSpec(config));
    return [];
  } catch (error) {
    if (!(error instanceof HkmemError)) throw error;
    return [{ path: 'network', words: error.message }];
  }
}
