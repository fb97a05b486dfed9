import { type Backend, RandomKey } from '@hkmem/backend';
import { fixedSteps, integrate, writeParameters } from '@hkmem/dynamics';
import { imageSource } from '@hkmem/training';
import { digits, trainedMemory } from '../data/weights.ts';
import type { Part, PartContext } from '../run/part.ts';
import { startWasm, startWebgpu } from './backends.ts';

/** Largest difference of a class output allowed, relative to the largest one. */
export const outputTolerance = 1e-3;

/** Enough for its accuracy; sizes that the error chooses might differ by a rounding. */
const steps = 8;

/** The trained memory reads test digits on webgpu and on wasm. */
export const weightsPart: Part = {
  id: 'weights',
  title: 'A trained memory',
  share: 0.06,
  columns: ['digits', 'right', 'right on wasm', 'outputs off by'],
  note:
    `The pretrained Hopfield memory (N = 894) reads digits with ${steps} equal steps of Tsit5 to T = 1. Class outputs agree within ` +
    `${outputTolerance} of the largest, and name the same class.`,
  run: async (context: PartContext) => {
    const { spec, parameters, accuracy } = trainedMemory(context.assets);
    const set = digits(context.assets, context.short ? 10 : undefined);
    const source = imageSource({ set, neurons: spec.neurons, key: RandomKey.fromSeed(1) });
    const [samples] = source.batches(set.count);
    const read = async (backend: Backend): Promise<readonly number[]> => {
      const engine = backend.createEngine(spec);
      writeParameters(engine, parameters);
      const { state } = await integrate(engine, { x: samples!.x! }, { control: fixedSteps(steps) });
      const x = state.x!;
      const outputs = Array.from({ length: 10 * set.count }, (_, n) => {
        return x[Math.floor(n / 10) * spec.neurons + spec.neurons - 10 + (n % 10)]!;
      });
      engine.dispose();
      return outputs;
    };
    const [webgpu, wasm] = [await startWebgpu(context), await startWasm(context)];
    const [got, expected] = [await read(webgpu), await read(wasm)];
    const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const off = expected.reduce((most, value, n) => Math.max(most, Math.abs(value - got[n]!)), 0);
    const [classes, expectedClasses] = [classesOf(got), classesOf(expected)];
    const right = (found: readonly number[]): number => found.filter((label, n) => label === set.labels[n]).length;
    const same = classes.every((label, n) => label === expectedClasses[n]);
    context.report({
      what: `a memory of ${accuracy}`,
      result: same && off / largest <= outputTolerance ? 'passed' : 'failed',
      values: {
        digits: set.count,
        right: right(classes),
        'right on wasm': right(expectedClasses),
        'outputs off by': off / largest,
      },
    });
    await webgpu.dispose();
    await wasm.dispose();
  },
};

function classesOf(outputs: readonly number[]): readonly number[] {
  return Array.from({ length: outputs.length / 10 }, (_, n) => {
    const own = outputs.slice(10 * n, 10 * n + 10);
    return own.indexOf(Math.max(...own));
  });
}
