import { ValueError } from '@hkmem/backend';
import { readSafetensors } from '@hkmem/training';
import type { HostParameters } from '../layer/initialise.ts';
import { checkParameters } from '../layer/run-oscillators.ts';
import { type SudokuSpec, sudokuShapes } from '../model/sudoku-spec.ts';
import { decodeTraining, encodeTraining, parametersWith } from '../training/training-file.ts';
import type { SudokuTraining } from './settings.ts';
import type { SudokuState } from './trainer.ts';

/** A training of a Sudoku model as it stands. */
export interface SudokuCheckpoint {
  /** The model. */
  readonly spec: SudokuSpec;
  /** How it is trained. */
  readonly settings: SudokuTraining;
  /** Where the training stands. */
  readonly state: SudokuState;
}

const format = 'hkmem-akorn-sudoku';

/**
 * A checkpoint as a safetensors file: weights under the names of `sudokuShapes`, so that other programs find them; their
 * running mean as `mean.NAME`; the optimiser's means as `moments.first.NAME` and `moments.second.NAME`; the rest as JSON
 * in the metadata.
 */
export function encodeSudoku({ spec, settings, state }: SudokuCheckpoint): Uint8Array {
  return encodeTraining(format, { spec, settings }, state);
}

/**
 * Reads a checkpoint from the bytes of its file, which may come from anyone.
 * @throws {SafetensorsError} if the file is damaged. @throws {CheckpointError} if it is none of this form.
 * @throws {ValueError | ShapeError | NonFiniteError | UnknownNameError} if it does not hold together.
 */
export function decodeSudoku(bytes: Uint8Array): SudokuCheckpoint {
  const { facts, state } = decodeTraining(bytes, format, ['spec', 'settings'], ({ spec }) => {
    return sudokuShapes(spec as SudokuSpec);
  });
  return { spec: facts.spec as SudokuSpec, settings: facts.settings as SudokuTraining, state };
}

/**
 * Weights of a Sudoku model from a safetensors file with the names of `sudokuShapes`, such as a state dictionary of
 * PyTorch saved in that format. Names may all have a prefix, such as `module.` or `ema_model.`; tensors of other names
 * are passed over. @throws as `decodeSudoku`, {ValueError} if a weight is missing.
 */
export function loadSudokuWeights(bytes: Uint8Array, spec: SudokuSpec): HostParameters {
  const { tensors } = readSafetensors(bytes);
  const shapes = sudokuShapes(spec);
  const names = [...shapes.keys()];
  const anchor = Object.keys(tensors).find((name) => name === 'embedding.weight' || name.endsWith('.embedding.weight'));
  if (anchor === undefined) {
    throw new ValueError('weights', "a file without 'embedding.weight'", `a file that has ${names.join(', ')}`);
  }
  const found = parametersWith(tensors, names, anchor.slice(0, -'embedding.weight'.length));
  checkParameters(shapes, found);
  return found;
}
