import { type KernelFunction, lagrangian, scalarFunction, unitModule } from '@hkmem/laws';
import type { KernelInstance } from '../src/launch/kernel-instance.ts';

/** An elementary function of the kernels is less right than it is said to be. */
export class AccuracyError extends Error {
  override readonly name = 'AccuracyError';
}

/** A stretch of arguments, and the largest mean error on it, in units of the last place. */
type Stretch = readonly [from: number, to: number, bias: number];

interface Accuracy {
  /** In x; of functions whose domain does not hold 0, of something from which x follows without rounding. */
  readonly formula: string;
  readonly states: readonly [number, number];
  /** Largest error in units of the last place. */
  readonly worst: number;
  readonly stretches: readonly Stretch[];
  /** Values beyond the range in which the function is itself. */
  readonly beyond?: readonly (readonly [x: number, value: number])[];
}

/**
 * What the functions keep to. Mean errors show a coefficient that is a little off, which the roundings of single values
 * hide; stretches lie where coefficients weigh most.
 */
const accuracies: Readonly<Partial<Record<KernelFunction, Accuracy>>> = {
  exp: {
    formula: 'exp(x)',
    states: [-85, 85],
    worst: 1,
    stretches: [
      [-0.3465, -0.3, 0.1],
      [-0.3, -0.2, 0.05],
      [-0.1, 0.1, 0.05],
      [0.2, 0.3, 0.05],
      [0.3, 0.3465, 0.05],
      [-10, -9, 0.1],
      [80, 85, 0.05],
    ],
  },
  log: {
    formula: 'log(1 + x)',
    states: [-0.6, 200],
    worst: 2,
    stretches: [
      [-0.291, -0.27, 0.05],
      [0.1, 0.2, 0.05],
      [0.35, 0.41, 0.05],
      [0.4145, 0.5, 0.1],
      [2.9, 3.1, 0.05],
      [100, 110, 0.05],
    ],
    beyond: [[-1, Math.log(1.17549435e-38)]],
  },
  tanh: {
    formula: 'tanh(x)',
    states: [-200, 200],
    worst: 2.2,
    stretches: [
      [0.0001, 0.001, 0.05],
      [0.05, 0.1, 0.05],
      [0.15, 0.173, 0.1],
      [-0.173, -0.15, 0.1],
      [0.174, 0.2, 0.2],
      [1, 1.1, 0.05],
      [3, 4, 0.05],
    ],
    beyond: [
      [100, 1],
      [-100, -1],
    ],
  },
  sigmoid: {
    formula: 'sigmoid(x)',
    states: [-200, 200],
    worst: 2,
    stretches: [
      [-0.34, -0.3, 0.05],
      [0.3, 0.34, 0.05],
      [-5, -4, 0.05],
      [4, 5, 0.05],
    ],
    beyond: [[-100, 1 / (1 + Math.exp(88))]],
  },
  softplus: {
    formula: 'softplus(x)',
    states: [-200, 200],
    worst: 2.5,
    stretches: [
      [-0.05, -0.001, 0.05],
      [-0.2, -0.1, 0.05],
      [-0.5, -0.4, 0.05],
      [-1, -0.9, 0.05],
      [-9, -8, 0.15],
      [1, 1.1, 0.05],
    ],
    beyond: [[-100, Math.exp(-87)]],
  },
  logcosh: { formula: 'logcosh(x)', states: [-200, 200], worst: 1.5, stretches: [[1, 1.1, 0.1]] },
};

/** Functions that are looked at. */
export const accurateFunctions = Object.keys(accuracies) as readonly KernelFunction[];

const points = 4096;
/** Of memory that a check takes. */
export const accuracyBytes: number = 8 * points;

/** Rows of a law's module over the kernels' memory. */
interface LawRows {
  lagrangian(x: number, out: number, bytes: number, parameters: number): void;
}

/**
 * Holds a function of kernels against float64 at points close together, by a law's module that calls it, in so many bytes
 * from `start`. @throws {AccuracyError} where it is off.
 */
export function checkAccuracy(
  kernels: KernelInstance,
  memory: WebAssembly.Memory,
  start: number,
  name: KernelFunction,
): void {
  const { formula, states, worst, stretches, beyond = [] } = accuracies[name]!;
  const law = lagrangian(formula, {}, { nonConvex: true, states });
  const imports = { env: { memory }, kernels: kernels.exports as unknown as WebAssembly.ModuleImports };
  const instance = new WebAssembly.Instance(new WebAssembly.Module(unitModule(law, kernels.options)), imports);
  const rows = instance.exports as unknown as LawRows;
  const reference = scalarFunction(law.arena, [law.value]);
  const [x, got] = [start, start + 4 * points].map((at) => new Float32Array(memory.buffer, at, points)) as [
    Float32Array,
    Float32Array,
  ];
  const fail = (what: string, error: number, allowed: number): never => {
    throw new AccuracyError(`${formula} ${what}: off by ${error} units of the last place, allowed are ${allowed}`);
  };
  for (const [from, to, bias] of stretches) {
    // One and x are summed without rounding in the argument of log.
    for (let k = 0; k < points; k++) x[k] = Math.fround(1 + from + ((to - from) * (k + 0.5)) / points) - 1;
    rows.lagrangian(start, start + 4 * points, 4 * points, 0);
    let sum = 0;
    for (let k = 0; k < points; k++) {
      const error = inUnits(got[k]!, reference({ x: x[k]! })[0]!);
      if (!(Math.abs(error) <= worst)) fail(`at ${x[k]}`, error, worst);
      sum += error;
    }
    if (!(Math.abs(sum / points) <= bias)) fail(`from ${from} to ${to} on average`, sum / points, bias);
  }
  for (const [at, value] of beyond) {
    x.fill(at, 0, 4);
    rows.lagrangian(start, start + 4 * points, 16, 0);
    const error = inUnits(got[0]!, value);
    if (!(Math.abs(error) <= worst)) fail(`at ${at}`, error, worst);
  }
}

/** The difference of a float32 from what is right, in units of the last place of that. */
function inUnits(got: number, right: number): number {
  const word = new Float32Array([Math.abs(right)]);
  const above = new Float32Array(Uint32Array.of(new Uint32Array(word.buffer)[0]! + 1).buffer);
  return (got - right) / (above[0]! - word[0]!);
}
