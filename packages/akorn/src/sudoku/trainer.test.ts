import { RandomKey } from '@hkmem/backend';
import { adamDefaults, weightMeanDefaults } from '@hkmem/training';
import { expect, test } from 'vitest';
import { initialSudoku } from '../model/initialise.ts';
import { sudokuInput } from '../model/sudoku-input.ts';
import { sudokuMoments } from '../model/sudoku-moments.ts';
import type { SudokuSpec } from '../model/sudoku-spec.ts';
import { float64Operations } from '../operations/float64/float64-operations.ts';
import { startNoise, trainingBatch, trainingSteps } from './batch.ts';
import { decodeSudoku, encodeSudoku, loadSudokuWeights } from './checkpoint.ts';
import { evaluateSudoku } from './evaluate.ts';
import { generateBoards } from './generate.ts';
import type { SudokuTraining } from './settings.ts';
import { trainSudoku } from './train.ts';
import { SudokuTrainer } from './trainer.ts';

const cpu = { name: 'cpu' };
const key = RandomKey.fromSeed(4);
const set = generateBoards({ count: 12, givens: [50, 60], key });
const akorn: SudokuSpec = { model: 'akorn', channels: 16, n: 4, heads: 2, layers: 1 };
const settings: SudokuTraining = {
  seed: 3,
  updates: 12,
  batch: 3,
  steps: 3,
  optimiser: { ...adamDefaults, rate: 5e-3 },
  clip: 1,
  mean: { ...weightMeanDefaults, after: 4, every: 2 },
  augment: true,
};

test.for([akorn, { ...akorn, model: 'itrsa' as const }])('$model learns: the loss falls', async (spec) => {
  const losses: number[] = [];
  await trainSudoku(
    cpu,
    spec,
    set,
    { ...settings, updates: 50 },
    {
      onUpdate: ({ loss }) => {
        losses.push(loss);
      },
    },
  );
  const mean = (part: readonly number[]): number => part.reduce((a, b) => a + b) / part.length;
  // Guessing costs log 9 = 2.2; given cells are copied soon.
  expect(mean(losses.slice(-5))).toBeLessThan(0.6 * mean(losses.slice(0, 5)));
});

test('a training that was stopped, stored and read goes on bit for bit', async () => {
  const whole = await trainSudoku(cpu, akorn, set, settings);
  const stop = new AbortController();
  const first = await trainSudoku(cpu, akorn, set, settings, {
    signal: stop.signal,
    onUpdate: ({ update }) => {
      if (update === 7) stop.abort();
    },
  });
  expect(first.update).toBe(7);
  const stored = decodeSudoku(encodeSudoku({ spec: akorn, settings, state: first }));
  expect(stored).toEqual({ spec: akorn, settings, state: first });
  const second = await trainSudoku(cpu, stored.spec, set, stored.settings, { resume: stored.state });
  expect(second).toEqual(whole);
  expect(whole.mean).not.toEqual(whole.parameters);
});

test('an update that is not finite changes nothing, and what does not fit is refused', async () => {
  const trainer = new SudokuTrainer(cpu, akorn, set, settings);
  const { state } = trainer;
  const spoilt = { ...state, parameters: { ...state.parameters } };
  const weight = spoilt.parameters['out.1.weight']!;
  spoilt.parameters['out.1.weight'] = { ...weight, data: weight.data.map(() => 1e308) };
  const diverging = new SudokuTrainer(cpu, akorn, set, settings, spoilt);
  const before = diverging.state;
  await expect(diverging.step()).rejects.toThrow(/update 1: the loss is .* finite numbers/);
  expect(diverging.state).toEqual(before);
  const { gamma: _, ...others } = state.mean;
  expect(() => new SudokuTrainer(cpu, akorn, set, settings, { ...state, mean: others })).toThrow(/no 'gamma'/);
  expect(() => new SudokuTrainer(cpu, akorn, set, { ...settings, clip: 0 })).toThrow(/clip/);
  expect(() => decodeSudoku(encodeSudoku({ spec: akorn, settings, state }).subarray(0, 900))).toThrow(/cut short/);
});

test('weights of others load by their names, with a prefix or without', () => {
  const parameters = initialSudoku(akorn, key);
  const state = { update: 0, parameters, first: parameters, second: parameters, mean: parameters };
  const bytes = encodeSudoku({ spec: akorn, settings, state });
  expect(loadSudokuWeights(bytes, akorn)).toEqual(parameters);
  expect(() => loadSudokuWeights(bytes, { ...akorn, channels: 32 })).toThrow(/embedding.weight|gamma/);
});

test('every board of an epoch is taken once, and augmented boards stay Sudokus', () => {
  const seen = [0, 1, 2, 3].flatMap((update) => {
    const batch = trainingBatch(set, key, update, { batch: 3, augment: false });
    return [0, 1, 2].map((n) => batch.puzzles.subarray(81 * n, 81 * (n + 1)).join(''));
  });
  expect(new Set(seen).size).toBe(12);
  const augmented = trainingBatch(set, key, 0, { batch: 3, augment: true });
  expect(augmented.puzzles.every((digit, cell) => digit === 0 || digit === augmented.solutions[cell])).toBe(true);
});

test('hints grow fewer, and the steps of updates are drawn from all that are allowed', () => {
  const hints = { share: 0.5, updates: 10 };
  const empty = (update: number): number => {
    const { puzzles, solutions } = trainingBatch(set, key, update, { batch: 12, augment: false, hints });
    expect(puzzles.every((digit, cell) => digit === 0 || digit === solutions[cell])).toBe(true);
    return puzzles.filter((digit) => digit === 0).length;
  };
  const all = set.puzzles.filter((digit) => digit === 0).length;
  // Binomial: a share p of n cells, within four standard deviations.
  for (const [update, share] of [
    [0, 0.5],
    [5, 0.25],
  ] as const) {
    expect(Math.abs(empty(update) / all - (1 - share))).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / all));
  }
  expect([empty(10), empty(100)]).toEqual([all, all]);
  const drawn = Array.from({ length: 60 }, (_, update) => trainingSteps(key, update, { steps: 5, fewestSteps: 3 }));
  expect([...new Set(drawn)].sort()).toEqual([3, 4, 5]);
  expect(trainingSteps(key, 7, { steps: 5 })).toBe(5);
  const rising = Array.from({ length: 60 }, (_, update) => {
    return trainingSteps(key, update, { steps: 8, fewestSteps: 2, stepsRise: 30 });
  });
  const most = (from: number, to: number): number => rising.slice(from, to).reduce((a, b) => Math.max(a, b));
  expect([rising[0], most(0, 5), most(30, 60)]).toEqual([2, 2, 8]);
  expect(most(0, 15)).toBeLessThanOrEqual(5);
  expect(() => new SudokuTrainer(cpu, akorn, set, { ...settings, stepsRise: 0.5 })).toThrow(/stepsRise/);
  expect(() => new SudokuTrainer(cpu, akorn, set, { ...settings, fewestSteps: 4 })).toThrow(/fewestSteps/);
  expect(() => new SudokuTrainer(cpu, akorn, set, { ...settings, hints: { share: 2, updates: 1 } })).toThrow(/share/);
});

test('votes by energy depend on boards and seed alone, and keep the answer of the lowest energy', async () => {
  const parameters = initialSudoku(akorn, key);
  const options = { steps: 3, starts: 4, seed: 2 };
  const all = await evaluateSudoku(cpu, akorn, parameters, set, options);
  expect(await evaluateSudoku(cpu, akorn, parameters, set, { ...options, batch: 5 })).toEqual(all);
  expect(all.votes.map(({ starts }) => starts)).toEqual([1, 2, 3, 4]);
  const fewer = await evaluateSudoku(cpu, akorn, parameters, set, { ...options, starts: 2 });
  expect(fewer.votes).toEqual(all.votes.slice(0, 2));
  expect(all.energies.every((energy, board) => energy <= fewer.energies[board]!)).toBe(true);
  expect(all.energies).not.toEqual(fewer.energies);
  const stop = new AbortController();
  const stopped = await evaluateSudoku(cpu, akorn, parameters, set, {
    ...options,
    signal: stop.signal,
    onProgress: (done) => {
      if (done === 2) stop.abort();
    },
  });
  expect(stopped.starts).toBe(2);
  const complete = { ...set, puzzles: set.solutions };
  const solved = await evaluateSudoku(cpu, akorn, parameters, complete, { steps: 1 });
  expect(solved.votes[0]).toEqual({ starts: 1, solved: 1, digits: 1 });
});

test('step by step a model ends in the answers and energies of an evaluation', async () => {
  const parameters = initialSudoku(akorn, key);
  const whole = await evaluateSudoku(cpu, akorn, parameters, set, { steps: 4, seed: 2 });
  const starts = RandomKey.fromSeed(2).fold('starts');
  const noise = Array.from({ length: set.count }, (_, n) => [...startNoise(starts.fold(n).fold(0), 1, 16)]).flat();
  const uploaded = Object.entries(parameters).map(
    ([name, { data, shape }]) => [name, float64Operations.upload(data, shape)] as const,
  );
  const model = { operations: float64Operations, spec: akorn, parameters: Object.fromEntries(uploaded) };
  const sums = new Float64Array(set.count);
  const input = sudokuInput(set.puzzles, noise, 16);
  let last: Uint8Array = new Uint8Array();
  for await (const { step, digits, energies, states } of sudokuMoments(model, input, 4)) {
    for (let n = 0; n < set.count; n++) sums[n]! += energies[n]!;
    expect(Math.hypot(...states.subarray(0, 4))).toBeCloseTo(1, 12);
    if (step === 4) last = digits;
  }
  expect(last).toEqual(whole.answers);
  sums.forEach((sum, n) => {
    expect(sum).toBeCloseTo(whole.energies[n]!, 8);
  });
  await expect(sudokuMoments({ ...model, spec: { ...akorn, layers: 2 } }, input, 1).next()).rejects.toThrow(/layers/);
  await expect(sudokuMoments(model, input, Number.NaN).next()).rejects.toThrow(
    /steps: got NaN, allowed is a whole number from 1/,
  );
});
