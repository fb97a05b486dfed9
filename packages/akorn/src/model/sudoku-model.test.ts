import { describe, expect, test } from 'vitest';
import { keyOf } from '../../test/layers.ts';
import { float64Operations as operations } from '../operations/float64/float64-operations.ts';
import { initialSudoku } from './initialise.ts';
import { sudokuInput, sudokuTargets } from './sudoku-input.ts';
import { runSudoku, sudokuVjp } from './sudoku-model.ts';
import { type SudokuSpec, sudokuDefaults, sudokuShapes } from './sudoku-spec.ts';

const key = keyOf(11);
const digits = Array.from(key.uniform(81), (value) => Math.max(0, Math.floor(value * 20) - 10));
const classes = Array.from(key.fold('target').uniform(81), (value) => Math.floor(9 * value));
const specs: readonly SudokuSpec[] = [
  { model: 'akorn', channels: 8, n: 2, heads: 2, layers: 2 },
  { model: 'itrsa', channels: 8, n: 4, heads: 2, layers: 2 },
];

describe.for(specs)('gradients of $model with $layers layers', (spec) => {
  const start = initialSudoku(spec, key);
  const input = sudokuInput(digits, key.fold('noise').normal(81 * spec.channels), spec.channels);
  const targets = operations.upload(sudokuTargets(classes), [81, 9]);

  const modelAt = (name: string, direction: Float64Array, shift: number) => {
    const entries = Object.entries(start).map(([path, { data, shape }]) => {
      const moved = path === name ? Array.from(data, (value: number, i) => value + shift * direction[i]!) : data;
      return [path, operations.upload(moved, shape)] as const;
    });
    return { operations, spec, parameters: Object.fromEntries(entries) };
  };
  const lossAt = (name: string, direction: Float64Array, shift: number): number => {
    const { logits } = runSudoku(modelAt(name, direction, shift), input, 3, 'none');
    return operations.crossEntropy(logits, targets).loss.data[0]!;
  };

  test('are those of central differences, parameter by parameter', () => {
    const model = modelAt('', new Float64Array(0), 0);
    const { logits, record } = runSudoku(model, input, 3);
    const gradients = sudokuVjp(model, record!, operations.crossEntropy(logits, targets).gradient);
    expect(Object.keys(gradients).sort()).toEqual([...sudokuShapes(spec).keys()].sort());
    for (const [name, { data }] of Object.entries(gradients)) {
      const direction = key.fold(`direction ${name}`).normal(data.length);
      const step = 1e-5;
      const expected = (lossAt(name, direction, step) - lossAt(name, direction, -step)) / (2 * step);
      const got = direction.reduce((sum, value, i) => sum + value * data[i]!, 0);
      // Differences of second order; a relu whose side changes within a step adds as much again.
      expect(Math.abs(got - expected), name).toBeLessThan(1e-6 * Math.max(1, Math.abs(expected)));
    }
  });
});

test('the model of the authors has its parameters, and other configurations are refused by name', () => {
  const shapes = sudokuShapes(sudokuDefaults);
  expect(shapes.get('layers.0.0.connectivity.mat_q')).toEqual([81, 32, 2, 2]);
  expect(shapes.get('layers.0.1.0.invconv.weight')).toEqual([2048, 512, 1, 1]);
  expect(() => sudokuShapes({ ...sudokuDefaults, n: 3 })).toThrow(/channels/);
  expect(() => sudokuShapes({ ...sudokuDefaults, heads: 3 })).toThrow(/heads/);
  expect(() => sudokuShapes({ ...sudokuDefaults, layers: 0 })).toThrow(/layers/);
  expect(() => sudokuInput([1, 2], [], 8)).toThrow(/digits/);
  expect(() => sudokuInput(new Float64Array(81).fill(10), new Float64Array(81 * 8), 8)).toThrow(/0 to 9/);
});
