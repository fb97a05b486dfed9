import {
  evaluateSudoku,
  generateBoards,
  initialLayer,
  type LayerSpec,
  layerTensors,
  runOscillators,
  SudokuTrainer,
  type SudokuTraining,
  sudokuTrainingDefaults,
  trainSudoku,
} from '@hkmem/akorn';
import { type Backend, RandomKey } from '@hkmem/backend';
import * as tf from '@hkmem/backend/tf';
import { SecondDerivativeError } from '@hkmem/dynamics';
import { describeOn } from '@hkmem/vitest-preset/device';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { absenceOf, candidates } from './backends.ts';

const key = RandomKey.fromSeed(9);
const spec: LayerSpec = {
  channels: 4,
  n: 2,
  height: 3,
  width: 2,
  connectivity: { kind: 'attention', heads: 2, gta: true },
  stimulus: 'gn',
  rotation: 'perPair',
  project: true,
};
const host = initialLayer(spec, key);
const [batch, steps] = [2, 3];
const shape: [number, number, number, number] = [batch, 4, 3, 2];
const x = key.fold('x').normal(48);
const c = key.fold('c').normal(48);
const weights = key.fold('weights').normal(steps * 48);
const boards = generateBoards({ count: 4, givens: [50, 60], key });
const model = { model: 'akorn', channels: 8, n: 4, heads: 2, layers: 1 } as const;
const training: SudokuTraining = { ...sudokuTrainingDefaults, batch: 2, steps: 2, augment: true };

for (const candidate of candidates.filter(({ title }) => /plain|webgpu/.test(title))) {
  describeOn(candidate.device, await absenceOf(candidate), () => {
    describe(`layers of tensors on ${candidate.title}`, () => {
      let backend: Backend;
      beforeAll(async () => {
        backend = await candidate.create();
        await tf.ready();
      });
      afterAll(() => backend.dispose());

      const names = Object.keys(host);
      const inputs = (): tf.Tensor[] => [
        tf.tensor(Float32Array.from(x), shape),
        tf.tensor(Float32Array.from(c), shape),
        tf.scalar(0.7),
        ...names.map((name) => tf.tensor(Float32Array.from(host[name]!.data), [...host[name]!.shape])),
      ];
      const loss = (images: tf.Tensor, stimulus: tf.Tensor, gamma: tf.Tensor, ...values: tf.Tensor[]): tf.Scalar => {
        const parameters = Object.fromEntries(names.map((name, n) => [name, values[n]!]));
        const out = layerTensors(spec, { x: images, c: stimulus, gamma, parameters, steps });
        const weighed = tf.mul(out.states, tf.tensor(Float32Array.from(weights), [steps, ...shape]));
        return tf.add(tf.sum(weighed), tf.sum(out.energies));
      };

      /** The same loss in float64. */
      const exact = async (moved: (values: ArrayLike<number>, n: number) => number[]): Promise<number> => {
        const parameters = names.map((name, n) => {
          const { data, shape } = host[name]!;
          return [name, { shape, data: Float64Array.from(moved(data, n + 3)) }] as const;
        });
        const { states, energies } = await runOscillators({ name: 'cpu' }, spec, Object.fromEntries(parameters), {
          x: moved(x, 0),
          c: moved(c, 1),
          gamma: moved([0.7], 2)[0]!,
          steps,
          everyState: true,
        });
        const all = states.flatMap((state) => Array.from(state));
        const sum = energies.flatMap((energy) => Array.from(energy)).reduce((a, b) => a + b);
        return all.reduce((total, value, i) => total + value * weights[i]!, sum);
      };

      test('gradients of tf.grads agree with central differences in float64, and nothing leaks', async () => {
        const before = tf.memory().numTensors;
        const tensors = inputs();
        const gradients = tf.tidy(() => tf.grads(loss as (...args: tf.Tensor[]) => tf.Scalar)(tensors));
        const directions = tensors.map(({ size }, n) => key.fold(`direction ${n}`).normal(size));
        const at = (amount: number): Promise<number> =>
          exact((values, n) => Array.from(values, (value, i) => value + amount * directions[n]![i]!));
        const expected = ((await at(1e-5)) - (await at(-1e-5))) / 2e-5;
        let got = 0;
        for (const [n, gradient] of gradients.entries()) {
          const values = await gradient.data();
          got += directions[n]!.reduce((sum, value, i) => sum + value * values[i]!, 0);
        }
        // float32 sums of some hundred terms of order 1 to 10.
        expect(Math.abs(got - expected)).toBeLessThan(1e-3 * Math.max(1, Math.abs(expected)));
        for (const tensor of [...tensors, ...gradients]) tensor.dispose();
        expect(tf.memory().numTensors).toBe(before);
      });

      test('a second derivative is a named error', () => {
        const tensors = inputs();
        // Of the gradient in the start, with respect to every input; and of every gradient, in the start.
        const all = loss as (...given: tf.Tensor[]) => tf.Scalar;
        const penalty =
          (n: number, m: number) =>
          (input: tf.Tensor): tf.Scalar => {
            const given = tensors.map((each, k) => (k === m ? input : each));
            return tf.sum(tf.square(tf.grads(all)(given)[n]!));
          };
        // SwiftShader takes seconds for each.
        const some = candidate.device === 'webgpu' ? [tensors.length - 1] : [...tensors.keys()];
        for (const k of some) {
          for (const [n, m] of [
            [0, k],
            [k, 0],
          ] as const) {
            expect(() => tf.tidy(() => tf.grad(penalty(n, m))(tensors[m]!)), `gradient ${n} in ${m}`).toThrow(
              SecondDerivativeError,
            );
          }
        }
        for (const tensor of tensors) tensor.dispose();
      });

      // SwiftShader takes some ten seconds for an update.
      const updates = candidate.device === 'webgpu' ? 2 : 4;
      test('a Sudoku training agrees with float64, goes on bit for bit, and leaks nothing', async () => {
        const before = tf.memory().numTensors;
        const all = { ...training, updates };
        const trained = await trainSudoku(backend, model, boards, all);
        const half = await trainSudoku(backend, model, boards, { ...all, updates: updates / 2 });
        expect(await trainSudoku(backend, model, boards, all, { resume: half })).toEqual(trained);
        const first = await new SudokuTrainer(backend, model, boards, training).step();
        const reference = await new SudokuTrainer({ name: 'cpu' }, model, boards, training).step();
        expect(first.loss).toBeCloseTo(reference.loss, 4);
        expect(Math.abs(first.norm - reference.norm)).toBeLessThan(1e-3 * reference.norm);
        const options = { steps: 3, starts: updates / 2 };
        const votes = await evaluateSudoku(backend, model, trained.mean, boards, options);
        const exactVotes = await evaluateSudoku({ name: 'cpu' }, model, trained.mean, boards, options);
        const size = Math.max(...exactVotes.energies.map(Math.abs));
        const error = Math.max(...votes.energies.map((energy, n) => Math.abs(energy - exactVotes.energies[n]!)));
        expect(error).toBeLessThan(1e-3 * size);
        expect(tf.memory().numTensors).toBe(before);
      }, 300_000);
    });
  });
}
