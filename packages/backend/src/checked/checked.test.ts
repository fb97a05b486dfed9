import type { Tensor } from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import type { StateVector } from '../contract/state.ts';
import { type StepClock, type StepDecisions, triesPerRead } from '../contract/step-clock.ts';
import { DisposedError, NonFiniteError, ShapeError, ValueError } from '../errors.ts';
import { checkTensor } from './check-tensor.ts';
import { CheckedClock } from './checked-clock.ts';
import { CheckedState } from './checked-state.ts';

/** A state that counts how often it was given back. */
function counted(batch = 2): StateVector & { readonly given: () => number } {
  let given = 0;
  return { batch, dispose: () => void given++, given: () => given };
}

describe('a state behind checks', () => {
  test('gives the one inside back once', () => {
    const inner = counted();
    const state = new CheckedState({ disposed: false }, inner);
    state.dispose();
    state.dispose();
    expect(inner.given()).toBe(1);
  });

  test('gives nothing back to an engine that is gone and took its memory along', () => {
    const [owner, inner] = [{ disposed: false }, counted()];
    const state = new CheckedState(owner, inner);
    owner.disposed = true;
    state.dispose();
    expect(inner.given()).toBe(0);
  });

  test("is its owner's alone, and no one's after it was given back", () => {
    const [owner, inner] = [{ disposed: false }, counted(3)];
    const state = new CheckedState(owner, inner);
    expect(state.batch).toBe(3);
    expect(CheckedState.inner(state, owner)).toBe(inner);
    expect(() => CheckedState.inner(state, { disposed: false })).toThrow(ValueError);
    expect(() => CheckedState.inner(inner, owner)).toThrow(ValueError);
    state.dispose();
    expect(() => CheckedState.inner(state, owner)).toThrow(DisposedError);
  });
});

/** What the check looks at of a tensor; tfjs has no backend here. */
function tensorLike(values: readonly number[], shape: readonly number[], dtype = 'float32'): Tensor {
  return { shape, dtype, dataSync: () => Float32Array.from(values) } as unknown as Tensor;
}

test('a tensor is taken in float32 and of the shape alone, its entries looked at where they may be', () => {
  const two = tensorLike([1, 2], [1, 2]);
  expect(() => checkTensor('x', two, [1, 2], true)).not.toThrow();
  for (const shape of [[2], [2, 1], [1, 3], [1, 2, 1]]) {
    expect(() => checkTensor('x', two, shape, true)).toThrow(ShapeError);
  }
  expect(() => checkTensor('x', tensorLike([1, 2], [1, 2], 'int32'), [1, 2], true)).toThrow(
    new ValueError('x: type of the tensor', 'int32', 'float32'),
  );
  const infinite = tensorLike([1, Number.POSITIVE_INFINITY], [1, 2]);
  expect(() => checkTensor('x', infinite, [1, 2], true)).toThrow(NonFiniteError);
  expect(() => checkTensor('x', infinite, [1, 2], false)).not.toThrow();
});

describe('a step clock behind checks', () => {
  const read: StepDecisions = { decisions: [], status: 'going-on' };

  /** A clock of an engine, what it was asked for, and states of that engine. */
  function scene() {
    const owner = { disposed: false };
    const asked: unknown[][] = [];
    const inner: StepClock = {
      combine: (...given) => void asked.push(['combine', ...given]),
      decide: (...given) => void asked.push(['decide', ...given]),
      keep: (...given) => void asked.push(['keep', ...given]),
      read: async () => read,
      dispose: () => void asked.push(['dispose']),
    };
    const inside = [counted(), counted(), counted()] as const;
    const [a, b, c] = [0, 1, 2].map((n) => new CheckedState(owner, inside[n]!)) as readonly StateVector[];
    const larger = new CheckedState(owner, counted(3));
    const foreign = new CheckedState({ disposed: false }, counted());
    return { owner, asked, clock: new CheckedClock(owner, inner), inside, a: a!, b: b!, c: c!, larger, foreign };
  }

  test("hands on the engine's own states", async () => {
    const { asked, clock, inside, a, b, c } = scene();
    clock.combine(a, b, [[2, c]]);
    clock.decide(a, b, [[3, c]]);
    clock.keep(a, b);
    expect(await clock.read()).toBe(read);
    clock.dispose();
    clock.dispose();
    const [inA, inB, inC] = inside;
    expect(asked).toEqual([
      ['combine', inA, inB, [[2, inC]]],
      ['decide', inA, inB, [[3, inC]]],
      ['keep', inA, inB],
      ['dispose'],
    ]);
  });

  test('refuses states that are read and written, of another batch, of others, and none', () => {
    const { asked, clock, a, b, c, larger, foreign } = scene();
    const term = (state: StateVector) => [[1, state]] as const;
    for (const call of [
      () => clock.combine(a, a, term(c)),
      () => clock.combine(a, b, term(a)),
      () => clock.decide(a, a, term(c)),
      () => clock.keep(a, a),
      () => clock.combine(foreign, b, term(c)),
      () => clock.combine(a, foreign, term(c)),
      () => clock.combine(a, b, term(foreign)),
      () => clock.decide(foreign, b, term(c)),
      () => clock.decide(a, foreign, term(c)),
      () => clock.decide(a, b, term(foreign)),
      () => clock.keep(foreign, b),
      () => clock.keep(a, foreign),
      () => clock.combine(a, b, []),
      () => clock.decide(a, b, []),
      () => clock.decide(a, b, [[Number.NaN, c]]),
    ]) {
      expect(call).toThrow(ValueError);
    }
    for (const call of [
      () => clock.combine(larger, b, term(c)),
      () => clock.combine(a, b, term(larger)),
      () => clock.decide(a, larger, term(c)),
      () => clock.decide(a, b, term(larger)),
      () => clock.keep(a, larger),
    ]) {
      expect(call).toThrow(ShapeError);
    }
    expect(asked).toEqual([]);
  });

  test('takes so many tries before it is read, and as many after', async () => {
    const { asked, clock, a, b, c } = scene();
    for (let round = 1; round <= 2; round++) {
      for (let n = 0; n < triesPerRead; n++) clock.decide(a, b, [[1, c]]);
      expect(() => clock.decide(a, b, [[1, c]])).toThrow(/tries before a read/);
      expect(asked).toHaveLength(round * triesPerRead);
      await clock.read();
    }
  });

  test.for(['clock', 'engine'] as const)('refuses everything once the %s was disposed of', async (what) => {
    const { owner, asked, clock, a, b, c } = scene();
    if (what === 'clock') clock.dispose();
    else owner.disposed = true;
    asked.length = 0;
    const named = what === 'clock' ? /step clock/ : /engine/;
    for (const call of [
      () => clock.combine(a, b, [[1, c]]),
      () => clock.decide(a, b, [[1, c]]),
      () => clock.keep(a, b),
    ]) {
      expect(call).toThrow(DisposedError);
      expect(call).toThrow(named);
    }
    await expect(clock.read()).rejects.toThrow(named);
    // The engine has taken its clock along.
    clock.dispose();
    expect(asked).toEqual([]);
  });
});
