import { type HostArray, ValueError } from '@hkmem/backend';
import { runLayer } from '../layer/layer.ts';
import { named, withoutPrefix } from '../linear/gradients.ts';
import { applyLinear, linear } from '../linear/linear.ts';
import type { Value } from '../operations/operations.ts';
import { readNorms } from '../readout/norm-readout.ts';
import { largestClasses } from './answers.ts';
import { applyHead } from './head.ts';
import type { SudokuInput } from './sudoku-input.ts';
import type { SudokuModel } from './sudoku-model.ts';
import { cells, sudokuLayer, sudokuReadout } from './sudoku-spec.ts';

/** What a model shows after a step. */
export interface SudokuMoment {
  /** Steps done, from 1. */
  readonly step: number;
  /** What would be answered now, [B, 81], digits 1 to 9. */
  readonly digits: Uint8Array;
  /** - sum of x.y of each board in this step, x before it, [B]; a vote sums them over the steps. */
  readonly energies: HostArray;
  /** The oscillators after it, [81 B, C]. */
  readonly states: HostArray;
}

/**
 * Runs a model of one oscillatory layer step by step, with what it would answer after each; as `runSudoku` does whole. A caller
 * may stop at any step. @throws {ValueError} on a model of several layers, or without oscillators, and on steps that are no whole
 * number from 1.
 */
export async function* sudokuMoments<V extends Value>(
  { operations, spec, parameters }: SudokuModel<V>,
  { symbols, given, noise, batch }: SudokuInput,
  steps: number,
): AsyncGenerator<SudokuMoment, void> {
  if (spec.model !== 'akorn') throw new ValueError('model', spec.model, 'akorn');
  if (spec.layers !== 1) throw new ValueError('layers', spec.layers, '1');
  if (!(Number.isSafeInteger(steps) && steps >= 1)) throw new ValueError('steps', steps, 'a whole number from 1');
  const rows = cells * batch;
  const [layer, head] = ['layers.0.0.', 'layers.0.1.'].map((prefix) => withoutPrefix(prefix, parameters));
  const embedding = named(parameters, 'embedding.weight');
  const gamma = operations.reshape(named(parameters, 'gamma'), [1]);
  const { c, start } = operations.scope(() => ({
    c: operations.product(operations.upload(symbols, [rows, 10]), embedding),
    start: operations.add(
      operations.product(operations.upload(given, [rows, 10]), embedding),
      operations.upload(noise, [rows, spec.channels]),
    ),
  }));
  let x = start;
  try {
    for (let step = 1; step <= steps; step++) {
      const { end, logits, energy } = operations.scope(() => {
        const input = { x, c, gamma, parameters: layer!, batch, steps: 1 };
        const pass = runLayer(operations, sudokuLayer(spec), input, { budget: 'none' });
        const read = readNorms(operations, sudokuReadout(spec), withoutPrefix('0.', head!), pass.end);
        const out = operations.relu(applyHead(operations, head!, read));
        const answer = applyLinear(operations, linear(operations, parameters, 'out.1'), out);
        return { end: pass.end, logits: answer, energy: pass.energies[0]! };
      });
      operations.dispose([x]);
      x = end;
      const [scores, energies, states] = await Promise.all(
        [logits, energy, end].map((value) => operations.read(value)),
      );
      operations.dispose([logits, energy]);
      yield { step, digits: largestClasses(scores!), energies: energies!, states: states! };
    }
  } finally {
    operations.dispose([x, c, gamma]);
  }
}
