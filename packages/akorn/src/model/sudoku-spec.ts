import { UnknownNameError, ValueError } from '@hkmem/backend';
import { type LayerSpec, layerShapes } from '../layer/layer-spec.ts';
import { prefixedShapes } from '../linear/gradients.ts';
import { type ReadoutSpec, readoutShapes } from '../readout/norm-readout.ts';

/** Models that solve Sudoku: oscillators, or the same attention iterated without them (ItrSA). */
export const sudokuModels = ['akorn', 'itrsa'] as const;
/** A name of `sudokuModels`. */
export type SudokuModelName = (typeof sudokuModels)[number];

/** A model that solves Sudoku (arXiv 2410.13821): embedding, layers with attention and GTA, read-outs, a head of 9 classes. */
export interface SudokuSpec {
  /** Which of the two. */
  readonly model: SudokuModelName;
  /** C. */
  readonly channels: number;
  /** n, the dimension of an oscillator and of a norm of the read-out. */
  readonly n: number;
  /** Heads of the attention. */
  readonly heads: number;
  /** Layers, one after the other. */
  readonly layers: number;
}

/** Rows and columns of a board. */
export const side = 9;
/** Cells of a board. */
export const cells = 81;

/** The model of the authors, 512 channels wide. */
export const sudokuDefaults: SudokuSpec = { model: 'akorn', channels: 512, n: 4, heads: 8, layers: 1 };

/** The oscillatory layer of a model. */
export function sudokuLayer({ channels, n, heads, model }: SudokuSpec): LayerSpec {
  return {
    channels,
    n,
    height: side,
    width: side,
    connectivity: { kind: 'attention', heads, gta: true },
    stimulus: 'none',
    rotation: model === 'akorn' ? 'global' : 'none',
    project: true,
  };
}

/** The read-out of an oscillatory layer. */
export function sudokuReadout({ channels, n }: SudokuSpec): ReadoutSpec {
  return { channels, outputs: channels, m: n };
}

/**
 * Shapes of all parameters by their names in the state dictionary of the authors' program; those of `itrsa` are ours:
 * `layers.l.0.norm` instead of a rotation, a plain convolution `layers.l.1.0` instead of norms, no gamma.
 * @throws {ValueError | UnknownNameError} naming what does not hold together.
 */
export function sudokuShapes(spec: SudokuSpec): Map<string, readonly number[]> {
  const { model, channels: C, layers } = spec;
  if (!sudokuModels.includes(model)) throw new UnknownNameError('model', model, sudokuModels);
  if (!(Number.isInteger(layers) && layers >= 1)) throw new ValueError('layers', layers, 'a whole number from 1');
  const shapes = new Map<string, readonly number[]>();
  if (model === 'akorn') shapes.set('gamma', [layers]);
  shapes.set('embedding.weight', [10, C]);
  const convolution = (name: string, from: number, to: number): void => {
    shapes.set(`${name}.weight`, [to, from, 1, 1]);
    shapes.set(`${name}.bias`, [to]);
  };
  for (let l = 0; l < layers; l++) {
    for (const [name, shape] of prefixedShapes(`layers.${l}.0.`, layerShapes(sudokuLayer(spec)))) {
      shapes.set(name, shape);
    }
    if (model === 'akorn') {
      for (const [name, shape] of prefixedShapes(`layers.${l}.1.0.`, readoutShapes(sudokuReadout(spec)))) {
        shapes.set(name, shape);
      }
    } else {
      shapes.set(`layers.${l}.0.norm.weight`, [C]);
      shapes.set(`layers.${l}.0.norm.bias`, [C]);
      convolution(`layers.${l}.1.0`, C, C);
    }
    for (const name of headNames) convolution(`layers.${l}.1.${name}`, C, C);
  }
  convolution('out.1', C, side);
  return shapes;
}

/** The convolutions after a read-out r: r + second(relu(first(relu(r)))), then last(relu(.)). */
export const headNames = ['1.fn.fn.0.fn.2', '1.fn.fn.1.fn.2', '2.fn.2'] as const;
