import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Backend } from '../contract/backend.ts';
import type { HostState } from '../contract/engine.ts';
import type { Readout } from '../contract/readout.ts';
import { ShapeError, UnknownNameError, ValueError } from '../errors.ts';
import { type ConformanceCase, conformanceCases } from './cases.ts';
import { EnginePair, largestError } from './pair.ts';
import { compareClocks } from './step-clock.ts';

/** What the suite needs to know of a backend. */
export interface ConformanceOptions {
  /** Makes the backend under test. */
  readonly create: () => Promise<Backend>;
  /** Largest error allowed, relative to the largest entry of each array. */
  readonly tolerance: number;
  /** Title of the suite. */
  readonly title: string;
}

/** Declares a vitest suite that compares every method of the contract with the float64 reference. */
export function conformance(options: ConformanceOptions): void {
  describe(`conformance: ${options.title}`, () => {
    let backend: Backend;
    beforeAll(async () => {
      backend = await options.create();
    });
    afterAll(() => backend.dispose());
    for (const testCase of conformanceCases())
      describe(testCase.name, () => caseSuite(() => backend, testCase, options));
  });
}

function caseSuite(backend: () => Backend, testCase: ConformanceCase, { tolerance }: ConformanceOptions): void {
  const { spec, batch } = testCase;
  let pair: EnginePair;
  beforeEach(() => {
    pair = new EnginePair(backend(), testCase);
  });
  afterEach(() => pair.dispose());

  const close = (what: string, got: ArrayLike<number>, expected: ArrayLike<number>): void => {
    const { error, index } = largestError(got, expected);
    expect(error, `${what}, entry ${index}: ${got[index]} for ${expected[index]}`).toBeLessThanOrEqual(tolerance);
  };
  const closeStates = (what: string, got: HostState, expected: HostState): void => {
    if (expected.x) close(`${what} x`, got.x!, expected.x);
    if (expected.s) close(`${what} s`, got.s!, expected.s);
  };
  const closeGradients = async (paths: Iterable<string>): Promise<void> => {
    for (const path of paths)
      close(path, await pair.tested.readGradient(path), await pair.reference.readGradient(path));
  };

  test('states and parameters come back as written', async () => {
    const [state] = pair.state('state');
    closeStates('state', await pair.tested.readState(state), pair.random('state'));
    for (const path of pair.tested.shapes.keys()) {
      close(path, await pair.tested.readParameter(path), await pair.reference.readParameter(path));
    }
  });

  test('field and energies', async () => {
    const [state, expectedState] = pair.state('state');
    const [out, expectedOut] = pair.state();
    pair.tested.field(state, out);
    pair.reference.field(expectedState, expectedOut);
    closeStates('field', await pair.tested.readState(out), await pair.reference.readState(expectedOut));
    const [terms, expected] = [await pair.tested.energies(state), await pair.reference.energies(expectedState)];
    for (const name of ['hopfield', 'kuramoto', 'coupling'] as const) {
      if (expected[name]) close(`energy ${name}`, terms[name]!, expected[name]);
      else expect(terms[name]).toBeUndefined();
    }
  });

  test('vector-Jacobian products, twice, and every gradient', async () => {
    const paths = [...pair.tested.shapes.keys()].filter((path) => path !== 'start.s');
    const engines = [pair.tested, pair.reference] as const;
    const [states, cotangents, outs] = [pair.state('state'), pair.state('cotangent'), pair.state()];
    const seconds = pair.state('second');
    engines.forEach((engine, k) => {
      engine.setTrainable(paths);
      engine.vjp(states[k]!, cotangents[k]!, outs[k]!);
      engine.vjp(seconds[k]!, cotangents[k]!, outs[k]!);
    });
    closeStates('vjp', await pair.tested.readState(outs[0]), await pair.reference.readState(outs[1]));
    await closeGradients(paths);
    for (const engine of engines) engine.zeroGradients();
    for (const path of paths) {
      const gradient = await pair.tested.readGradient(path);
      expect(gradient.every((value) => value === 0)).toBe(true);
    }
  });

  test('a subset of gradients is the same as among all', async () => {
    const paths = [...pair.tested.shapes.keys()].filter((path) => path !== 'start.s');
    const [states, cotangents, outs] = [pair.state('state'), pair.state('cotangent'), pair.state()];
    for (const path of paths) {
      for (const [k, engine] of [pair.tested, pair.reference].entries()) {
        engine.setTrainable([path]);
        engine.vjp(states[k]!, cotangents[k]!, outs[k]!);
      }
      closeStates('vjp', await pair.tested.readState(outs[0]), await pair.reference.readState(outs[1]));
      await closeGradients([path]);
    }
  });

  test('combinations, also in place, norms and error norms', async () => {
    const engines = [pair.tested, pair.reference] as const;
    const [a, b, c, out] = [pair.state('a'), pair.state('b'), pair.state('c'), pair.state()];
    engines.forEach((engine, k) => {
      engine.combine(out[k]!, [
        [1, a[k]!],
        [-0.5, b[k]!],
        [0.25, c[k]!],
      ]);
      engine.combine(a[k]!, [
        [2, b[k]!],
        [1, a[k]!],
      ]);
      engine.combine(c[k]!, [[-3, c[k]!]]);
    });
    for (const [name, states] of Object.entries({ out, a, c })) {
      closeStates(name, await pair.tested.readState(states[0]), await pair.reference.readState(states[1]));
    }
    const norms = engines.map((engine, k) => engine.norms(out[k]!));
    close('norms', await norms[0]!, await norms[1]!);
    const errors = engines.map((engine, k) =>
      engine.errorNorms(
        a[k]!,
        b[k]!,
        [
          [0.1, c[k]!],
          [0.2, b[k]!],
        ],
        1e-3,
        1e-2,
      ),
    );
    close('error norms', await errors[0]!, await errors[1]!);
  });

  test('adaptive steps that the engine decides on, where it does', async () => {
    const states = await compareClocks(pair, tolerance);
    closeStates('end', await pair.tested.readState(states[0]), await pair.reference.readState(states[1]));
  });

  test('normalising and its pull-back', async () => {
    if (!spec.oscillators) return;
    const engines = [pair.tested, pair.reference] as const;
    const [states, cotangents] = [pair.state('state'), pair.state('cotangent')];
    engines.forEach((engine, k) => {
      engine.normaliseVjp(states[k]!, cotangents[k]!);
      engine.normalise(states[k]!);
    });
    closeStates('cotangent', await pair.tested.readState(cotangents[0]), await pair.reference.readState(cotangents[1]));
    closeStates('state', await pair.tested.readState(states[0]), await pair.reference.readState(states[1]));
  });

  test('the learned start and its gradient', async () => {
    if (!spec.oscillators?.learnedStart) return;
    const engines = [pair.tested, pair.reference] as const;
    const [states, cotangents] = [pair.state('state'), pair.state('cotangent')];
    engines.forEach((engine, k) => {
      engine.setTrainable(['start.s']);
      engine.broadcastStart(states[k]!);
      engine.startVjp(cotangents[k]!);
    });
    closeStates('start', await pair.tested.readState(states[0]), await pair.reference.readState(states[1]));
    await closeGradients(['start.s']);
  });

  test('read-outs and the squared error', async () => {
    const readouts: Readout[] = [];
    if (spec.threshold) readouts.push({ kind: 'threshold', classes: 3 });
    if (spec.oscillators) readouts.push({ kind: 'reference', classes: 3 }, { kind: 'pairs', classes: 2 });
    const labels = Uint8Array.from({ length: batch }, (_, b) => b % 2);
    for (const readout of readouts) {
      const [states, cotangents] = [pair.state('state'), pair.state('cotangent')];
      close('outputs', await pair.tested.readout(states[0], readout), await pair.reference.readout(states[1], readout));
      const loss = await pair.tested.squaredError(states[0], readout, labels, cotangents[0]);
      close('loss', [loss], [await pair.reference.squaredError(states[1], readout, labels, cotangents[1])]);
      closeStates(
        'cotangent',
        await pair.tested.readState(cotangents[0]),
        await pair.reference.readState(cotangents[1]),
      );
    }
  });

  test('optimisers and their running means', async () => {
    const path = [...pair.tested.shapes.keys()].find((name) => name !== 'start.s')!;
    const engines = [pair.tested, pair.reference] as const;
    const [states, cotangents, outs] = [pair.state('state'), pair.state('cotangent'), pair.state()];
    engines.forEach((engine, k) => {
      engine.setTrainable([path]);
      engine.vjp(states[k]!, cotangents[k]!, outs[k]!);
      engine.optimise(path, {
        kind: 'adam',
        rate: 0.01,
        beta1: 0.9,
        beta2: 0.99,
        epsilon: 1e-8,
        weightDecay: 0.1,
        step: 1,
      });
      engine.optimise(path, { kind: 'lion', rate: 0.01, beta1: 0.9, beta2: 0.99, weightDecay: 0.1 });
      engine.field(states[k]!, outs[k]!);
    });
    close(path, await pair.tested.readParameter(path), await pair.reference.readParameter(path));
    for (const moment of ['first', 'second'] as const) {
      close(moment, await pair.tested.readMoment(path, moment), await pair.reference.readMoment(path, moment));
    }
    closeStates('field after', await pair.tested.readState(outs[0]), await pair.reference.readState(outs[1]));
    const mean = await pair.reference.readMoment(path, 'first');
    pair.tested.writeMoment(path, 'second', mean);
    close('mean written', await pair.tested.readMoment(path, 'second'), mean);
  });

  test('bad input is refused by name', async () => {
    const { tested } = pair;
    const [state] = pair.state('state');
    const [path] = [...tested.shapes.keys()];
    expect(() => tested.writeParameter('nowhere', [1])).toThrow(UnknownNameError);
    expect(() => tested.writeParameter(path!, new Float32Array(1_000_003))).toThrow(ShapeError);
    const size = (await tested.readParameter(path!)).length;
    expect(() => tested.writeParameter(path!, new Float32Array(size).fill(Number.NaN))).toThrow(/entry 0 is NaN/);
    expect(() => tested.setTrainable(['nowhere'])).toThrow(UnknownNameError);
    expect(() => tested.field(state, state)).toThrow(ValueError);
    expect(() => tested.createState(0)).toThrow(ValueError);
    expect(() => tested.combine(state, [])).toThrow(ValueError);
    const other = tested.createState(batch + 1);
    expect(() => tested.field(state, other)).toThrow(ShapeError);
    other.dispose();
    const readout: Readout = { kind: spec.threshold ? 'threshold' : 'reference', classes: 3 };
    const [cotangent] = pair.state();
    const labels = new Uint8Array(batch).fill(7);
    await expect(async () => tested.squaredError(state, readout, labels, cotangent)).rejects.toThrow(ValueError);
    tested.setTrainable([]);
    await expect(async () => tested.readGradient(path!)).rejects.toThrow(ValueError);
  });
}
