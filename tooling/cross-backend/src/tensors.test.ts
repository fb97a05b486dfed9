import { type Backend, RandomKey, sizeOf } from '@hkmem/backend';
import { randomGraph } from '@hkmem/backend/conformance';
import * as tf from '@hkmem/backend/tf';
import {
  fixedSteps,
  hopfieldKuramoto,
  initialParameters,
  integrate,
  integrateTensors,
  recall,
  rk4,
  SecondDerivativeError,
  writeParameters,
} from '@hkmem/dynamics';
import { describeOn } from '@hkmem/vitest-preset/device';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { absenceOf, candidates } from './backends.ts';

const graph = randomGraph(RandomKey.fromSeed(1), 6, 0.5);
const spec = hopfieldKuramoto(
  6,
  { activation: 'tanh' },
  { dimension: 3, graph, interaction: 'tanh' },
  { kind: 'additive' },
);
const key = RandomKey.fromSeed(5);
const parameters = initialParameters(spec, key, { alpha: 0.4 });
const x = key.fold('x').normal(2 * 6);
const s = key.fold('s').normal(2 * 6 * 3);
const flow = { solver: rk4, control: fixedSteps(3) };

/** Sum of squares of the end, as a function of tensors. */
const loss = (engine: Parameters<typeof integrateTensors>[0]) => {
  return (xs: tf.Tensor, ss: tf.Tensor, W: tf.Tensor, alpha: tf.Tensor): tf.Scalar => {
    const tensors = { 'hopfield.weights': W, 'coupling.alpha': alpha };
    const end = integrateTensors(engine, tensors, { x: xs, s: ss }, flow);
    return tf.add(tf.sum(tf.square(end.x!)), tf.sum(tf.square(end.s!)));
  };
};

for (const candidate of candidates.filter(({ device }) => device !== 'cpu')) {
  describeOn(candidate.device, await absenceOf(candidate), () => {
    describe(`tensors on ${candidate.title}`, () => {
      let backend: Backend;
      beforeAll(async () => {
        backend = await candidate.create();
        await tf.ready();
      });
      afterAll(() => backend.dispose());

      const inputs = (): tf.Tensor[] => [
        tf.tensor(Float32Array.from(x), [2, 6]),
        tf.tensor(Float32Array.from(s), [2, 6, 3]),
        tf.tensor(Float32Array.from(parameters['hopfield.weights']!), [6, 6]),
        tf.tensor(Float32Array.from(parameters['coupling.alpha']!), [1]),
      ];

      test('gradients of tf.grads agree with central differences in float64', async () => {
        const engine = backend.createEngine(spec);
        writeParameters(engine, parameters);
        const tensors = inputs();
        const gradients = tf.grads(loss(engine))(tensors);
        const directions = tensors.map((tensor, n) => key.fold(`direction ${n}`).normal(sizeOf(tensor.shape)));
        const reference = (await import('@hkmem/backend')).cpuBackend;
        const exact = (await reference.create({})).createEngine(spec);
        const at = async (amount: number): Promise<number> => {
          const moved = [x, s, parameters['hopfield.weights']!, parameters['coupling.alpha']!].map((values, n) =>
            values.map((value, i) => value + amount * directions[n]![i]!),
          );
          writeParameters(exact, { ...parameters, 'hopfield.weights': moved[2]!, 'coupling.alpha': moved[3]! });
          const { state } = await integrate(exact, { x: moved[0]!, s: moved[1]! }, flow);
          return [...state.x!, ...state.s!].reduce((sum, value) => sum + value * value, 0);
        };
        const expected = ((await at(1e-5)) - (await at(-1e-5))) / 2e-5;
        let got = 0;
        for (const [n, gradient] of gradients.entries()) {
          const values = await gradient.data();
          got += directions[n]!.reduce((sum, value, i) => sum + value * values[i]!, 0);
        }
        // float32 sums of some hundred terms of order 1 to 10.
        expect(Math.abs(got - expected)).toBeLessThan(1e-3 * Math.max(1, Math.abs(expected)));
        for (const tensor of [...tensors, ...gradients]) tensor.dispose();
        engine.dispose();
      });

      test('a second derivative is refused by name, in states, parameters and what lies behind', () => {
        const engine = backend.createEngine(spec);
        writeParameters(engine, parameters);
        const tensors = inputs();
        const [x0, s0, W, alpha] = tensors as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
        const squared = (gradient: tf.Tensor): tf.Scalar => tf.sum(tf.square(gradient));
        const penalties: readonly ((at: tf.Tensor, weights: tf.Tensor) => tf.Scalar)[] = [
          (at, weights) => squared(tf.grad((inner) => loss(engine)(inner, s0, weights, alpha))(at)),
          (at, weights) => squared(tf.grad((inner) => loss(engine)(at, s0, inner, alpha))(weights)),
          (at, weights) => squared(tf.grad((inner) => loss(engine)(tf.mul(inner, at), s0, weights, alpha))(at)),
        ];
        for (const penalty of penalties) {
          // The penalty by itself is a first derivative.
          expect(penalty(x0, W).shape).toEqual([]);
          expect(() => tf.grad((at) => penalty(at, W))(x0)).toThrow(SecondDerivativeError);
          expect(() => tf.grad((weights) => penalty(x0, weights))(W)).toThrow(/central differences of the gradient/);
          expect(() =>
            tf.grads((at, weights) => tf.add(loss(engine)(at, s0, weights, alpha), penalty(at, weights)))([x0, W]),
          ).toThrow(SecondDerivativeError);
        }
        // Every gradient, with respect to every input.
        type Inputs = readonly [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
        const all = (...given: tf.Tensor[]): tf.Scalar => loss(engine)(...(given as unknown as Inputs));
        for (const n of tensors.keys()) {
          const penalty = (...given: tf.Tensor[]): tf.Scalar => squared(tf.grads(all)(given)[n]!);
          expect(() => tf.tidy(() => tf.grads(penalty)(tensors)), `gradient ${n}`).toThrow(SecondDerivativeError);
          for (const m of tensors.keys()) {
            const along = (input: tf.Tensor): tf.Scalar =>
              penalty(...tensors.map((each, k) => (k === m ? input : each)));
            expect(() => tf.tidy(() => tf.grad(along)(tensors[m]!)), `gradient ${n} in ${m}`).toThrow(
              SecondDerivativeError,
            );
          }
        }
        // Of variables, and of a sum that the penalty is one part of.
        const variable = tf.variable(W);
        const regularised = (): tf.Scalar => tf.add(all(x0, s0, variable, alpha), penalties[1]!(x0, variable));
        expect(() => tf.tidy(() => tf.variableGrads(regularised, [variable]))).toThrow(SecondDerivativeError);
        variable.dispose();
        // The tape is as it was: a first derivative still comes, and a gradient may be a constant of another one.
        const constant = tf.grad((at) => loss(engine)(at, s0, W, alpha))(x0);
        const withConstant = tf.grad((at) => tf.sum(tf.mul(at, constant)))(x0);
        expect(withConstant.shape).toEqual(constant.shape);
        tf.dispose([...tensors, constant, withConstant]);
        engine.dispose();
      });

      test('no public call leaks a tensor', async () => {
        const before = tf.memory().numTensors;
        const engine = backend.createEngine(spec);
        writeParameters(engine, parameters);
        await integrate(engine, { x, s });
        await recall(engine, { x, s }, { until: 1 });
        const tensors = inputs();
        for (const gradient of tf.grads(loss(engine))(tensors)) gradient.dispose();
        const end = integrateTensors(engine, {}, { x: tensors[0]!, s: tensors[1]! }, flow);
        for (const tensor of [...tensors, end.x!, end.s!]) tensor.dispose();
        engine.dispose();
        expect(tf.memory().numTensors).toBe(before);
      });
    });
  });
}
