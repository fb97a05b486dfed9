import type { RandomKey } from '@hkmem/backend';
import { fanIn, type HostParameters, initialLayer, initialReadout, uniformArray } from '../layer/initialise.ts';
import { type SudokuSpec, sudokuLayer, sudokuReadout, sudokuShapes } from './sudoku-spec.ts';

/**
 * Parameters of a Sudoku model at the start: gamma 1, rates of rotation 0.5, the embedding standard normal, the rest as
 * `initialLayer` and `initialReadout` have it; `itrsa` normalises with scale 1 and bias 0. @throws as `sudokuShapes`.
 */
export function initialSudoku(spec: SudokuSpec, key: RandomKey): HostParameters {
  const shapes = sudokuShapes(spec);
  const parts: Record<string, HostParameters> = {};
  for (let l = 0; l < spec.layers; l++) {
    parts[`layers.${l}.0.`] = initialLayer(sudokuLayer(spec), key.fold(`layer ${l}`));
    if (spec.model === 'akorn') {
      parts[`layers.${l}.1.0.`] = initialReadout(sudokuReadout(spec), key.fold(`read-out ${l}`));
    }
  }
  const entries = [...shapes].map(([name, shape]) => {
    const part = Object.entries(parts).find(([prefix]) => name.startsWith(prefix));
    const made = part === undefined ? undefined : part[1][name.slice(part[0].length)];
    if (made !== undefined) return [name, made] as const;
    const size = shape.reduce((product, extent) => product * extent, 1);
    if (name === 'embedding.weight') return [name, { shape, data: key.fold(name).normal(size) }] as const;
    if (name === 'gamma' || name.endsWith('.norm.weight') || name.endsWith('.norm.bias')) {
      const value = name.endsWith('bias') ? 0 : 1;
      return [name, { shape, data: new Float64Array(size).fill(value) }] as const;
    }
    const filter = shapes.get(name.replace(/bias$/, 'weight'))!;
    return [name, uniformArray(key.fold(name), shape, fanIn(filter))] as const;
  });
  return Object.fromEntries(entries);
}
