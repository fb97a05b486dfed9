import { TextError } from '@hkmem/backend';
import { describe, expect, test } from 'vitest';
import { checkCheckpoint } from './check-checkpoint.ts';
import { CheckpointMismatchError } from './errors.ts';

describe('a configuration', () => {
  const config = { task: 'swap', flow: { steps: 6, solver: 'rk4' }, trainable: ['kuramoto.A', 'start.s'], data: null };

  test('is accepted if it is the same, in any order and with absent members', () => {
    const same = { data: null, trainable: ['kuramoto.A', 'start.s'], flow: { solver: 'rk4', steps: 6 }, task: 'swap' };
    expect(() => checkCheckpoint({ config }, { ...same, rate: undefined })).not.toThrow();
  });

  test('is refused with every field that differs', () => {
    const expected = {
      task: 'swap',
      flow: { steps: 2, solver: 'rk4', jitter: 0.5 },
      trainable: ['kuramoto.A'],
      data: {},
    };
    let error: unknown;
    try {
      checkCheckpoint({ config }, expected);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(CheckpointMismatchError);
    const { differences, message } = error as CheckpointMismatchError;
    expect(differences).toEqual([
      { field: 'flow.steps', got: '6', expected: '2' },
      { field: 'flow.jitter', got: 'absent', expected: '0.5' },
      { field: 'trainable.1', got: '"start.s"', expected: 'absent' },
      { field: 'data', got: 'null', expected: '{}' },
    ]);
    for (const { field } of differences) expect(message).toContain(field);
    expect(() => checkCheckpoint({ config: 3 }, config)).toThrow(/configuration: got 3, expected {"task"/);
  });
});

test('a configuration of 8,000 levels is refused by name, expected or found', () => {
  const deep = JSON.parse('{"a":'.repeat(8_000) + '1'.concat('}'.repeat(8_000)));
  expect(() => checkCheckpoint({ config: deep }, { a: 1 })).toThrow(TextError);
  expect(() => checkCheckpoint({ config: { a: 1 } }, deep)).toThrow(/the configuration has .* nested more than 500/);
});
