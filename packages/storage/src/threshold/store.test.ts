import { NonFiniteError, OptionError, selectBackend, UnknownNameError, ValueError } from '@hkmem/backend';
import '@hkmem/backend-wasm';
import { fixedPoint, recall } from '@hkmem/dynamics';
import { describe, expect, test } from 'vitest';
import { randomPatterns, turned } from '../../test/random-patterns.ts';
import { CapacityError, DuplicatePatternError, PatternError, RuleError } from '../errors.ts';
import { thresholdRuleNames } from './rule.ts';
import { store } from './store.ts';

describe.each(['cpu', 'wasm'])('on %s', (name) => {
  test.each(thresholdRuleNames)('%s restores damaged patterns, at rest', async (rule) => {
    const patterns = randomPatterns(6, 80, 1);
    const memory = store(patterns, { rule });
    const { backend } = await selectBackend(name);
    const engine = memory.engine(backend);
    const cues = Float64Array.from(patterns.flatMap((pattern, k) => turned(pattern, 12, k)));
    const { state, samples } = await fixedPoint(engine, { x: cues });
    expect(samples.map(({ code, stability }) => `${code} ${stability}`)).toEqual(Array(6).fill('at-rest minimum'));
    const found = memory.match(state.x!);
    expect(found.map(({ index, wrong, recalled }) => ({ index, wrong, recalled }))).toEqual(
      patterns.map((_, index) => ({ index, wrong: 0, recalled: true })),
    );
    const fallen = await recall(engine, { x: cues }, { until: 60 });
    expect(memory.match(fallen.state.x!).map(({ wrong }) => wrong)).toEqual(Array(6).fill(0));
    engine.dispose();
    await backend.dispose();
  });
});

test('real-valued patterns come back from where the span of the others leads', async () => {
  const patterns = [
    [0.5, 1, 0, 0, 0.25],
    [0, 0, 2, -1, 0],
  ];
  const memory = store(patterns, { rule: 'projection' });
  const { backend } = await selectBackend('cpu');
  const engine = memory.engine(backend);
  // Off the span by a vector that is perpendicular to both.
  const cue = [0.5 + 0.2, 1 - 0.1, 0.3, 0.6, 0.25];
  const { state } = await recall(engine, { x: Float64Array.from(cue) }, { until: 60, steadyBelow: 1e-12 });
  expect(memory.match(state.x!)[0]).toMatchObject({ index: 0, wrong: 0, opposite: false });
  state.x!.forEach((entry, i) => {
    expect(entry).toBeCloseTo(patterns[0]![i]!, 6);
  });
  engine.dispose();
});

describe('bad input is refused by name, with a way out', () => {
  const good = [1, -1, 1, -1];
  test.each([
    ['none at all', () => store([], { rule: 'hebb' }), PatternError, /at least one/],
    ['different sizes', () => store([good, [1, 1]], { rule: 'hebb' }), PatternError, /pattern 1: got 2 entries.*4/],
    ['one unit', () => store([[1]], { rule: 'hebb' }), PatternError, /at least 2/],
    ['NaN', () => store([good, [1, Number.NaN, 1, 1]], { rule: 'hebb' }), NonFiniteError, /pattern 1: entry 1 is NaN/],
    ['all 0', () => store([[0, 0, 0]], { rule: 'hebb' }), PatternError, /nothing to store/],
    [
      'doubled',
      () => store([good, good], { rule: 'storkey' }),
      DuplicatePatternError,
      /pattern 1: it equals pattern 0/,
    ],
    [
      'opposite',
      () => store([good, [-1, 1, -1, 1]], { rule: 'hebb' }),
      DuplicatePatternError,
      /opposite of.*pattern 0/,
    ],
    ['real', () => store([[1, 0.5]], { rule: 'perceptron' }), PatternError, /entry 1 is 0.5.*'projection'/],
    ['a wrong rule', () => store([good], { rule: 'hebbian' as 'hebb' }), UnknownNameError, /'hebb'/],
    ['a wrong option', () => store([good], { rule: 'hebb', gian: 2 } as never), OptionError, /'gain'/],
    ['no gain', () => store([good], { rule: 'hebb', gain: 0 }), ValueError, /gain: got 0/],
    ['a diagonal', () => store([good], { rule: 'storkey', selfCoupling: true }), RuleError, /no diagonal/],
    ['options of another', () => store([good], { rule: 'hebb', perceptron: {} }), RuleError, /Leave them out/],
  ])('%s', (_, call, kind, text) => {
    expect(call).toThrow(kind);
    expect(call).toThrow(text);
  });

  test('a combination of others', () => {
    const patterns = [
      [1, 1, 1, 1],
      [1, 1, -1, -1],
      [1, -1, 1, -1],
    ];
    const combined = [1, -1, -1, 1].map((entry, i) => (entry + patterns[0]![i]!) / 2);
    const more = [...patterns, [1, -1, -1, 1]];
    expect(store(more, { rule: 'projection' }).patterns).toHaveLength(4);
    expect(() => store([...more.slice(0, 1), [1, -1, -1, 1], combined], { rule: 'projection' })).toThrow(
      /pattern 2: it is a combination/,
    );
    const memory = store(
      [patterns[0]!, [1, -1, -1, 1]].map((row) => row.map((entry) => entry * 0.5)),
      { rule: 'projection' },
    );
    expect(() => memory.add(combined)).toThrow(DuplicatePatternError);
    expect(memory.patterns).toHaveLength(2);
  });
});

describe('more than a rule holds', () => {
  const many = randomPatterns(12, 40, 2);

  test('hebb and storkey name what is forgotten, and the number they hold', () => {
    const over = store(many.slice(0, 12), { rule: 'hebb', overload: true });
    expect(over.lost().some((share) => share > 0.05)).toBe(true);
    expect(() => store(many, { rule: 'hebb' })).toThrow(CapacityError);
    expect(() => store(many, { rule: 'hebb' })).toThrow(/12 patterns.*about 5 random patterns.*holds up to 40/s);
    expect(store(many, { rule: 'projection' }).lost()).toEqual(Array(12).fill(0));
    // 40 / sqrt(2 ln 40) = 14.7.
    expect(() => store(randomPatterns(36, 40, 2), { rule: 'storkey' })).toThrow(/about 14 random patterns/);
  });

  test('projection holds N', () => {
    const memory = store(randomPatterns(24, 24, 3), { rule: 'projection' });
    expect(memory.lost()).toEqual(Array(24).fill(0));
    const further = randomPatterns(25, 24, 3)[24]!;
    expect(() => memory.add(further)).toThrow(/25 patterns.*holds 24 at most/s);
    expect(() => store(randomPatterns(25, 24, 3), { rule: 'projection' })).toThrow(CapacityError);
  });

  test('perceptron says when no weights hold them', () => {
    const call = (): unknown => store(randomPatterns(60, 16, 4), { rule: 'perceptron', perceptron: { sweeps: 50 } });
    expect(call).toThrow(/60 patterns.*after 50 sweeps.*about 19 random patterns/s);
  });

  test.each(['hebb', 'storkey', 'perceptron'] as const)('%s is as it was after an add that was refused', (rule) => {
    const more = randomPatterns(60, 20, 9);
    const few = rule === 'perceptron' ? { rule, perceptron: { sweeps: 50 } } : { rule };
    const memory = store(more.slice(0, 2), few);
    let before = memory.parameterValues['hopfield.weights'];
    let refused = false;
    for (const pattern of more.slice(2)) {
      before = memory.parameterValues['hopfield.weights'];
      const stored = memory.patterns.length;
      try {
        memory.add(pattern);
      } catch (error) {
        expect(error).toBeInstanceOf(CapacityError);
        expect(memory.patterns).toHaveLength(stored);
        refused = true;
        break;
      }
    }
    expect(refused).toBe(true);
    expect(memory.parameterValues['hopfield.weights']).toEqual(before);
  });
});

test.each(thresholdRuleNames)('%s holds one pattern alone, restores it, and takes a second', async (rule) => {
  const [pattern, other] = randomPatterns(2, 40, 11);
  const memory = store([pattern!], { rule });
  const { backend } = await selectBackend('cpu');
  const engine = memory.engine(backend);
  const { state } = await recall(engine, { x: Float64Array.from(turned(pattern!, 10, 1)) }, { until: 60 });
  expect(memory.match(state.x!)[0]).toMatchObject({ index: 0, wrong: 0, recalled: true, runnerUp: 0 });
  memory.add(other!);
  expect(memory.lost()).toEqual([0, 0]);
  engine.dispose();
});

test('forget says what it cannot do', () => {
  const [a, b] = randomPatterns(2, 60, 5);
  expect(() => store([a!, b!], { rule: 'storkey' }).forget(0)).toThrow(/'storkey' cannot take a pattern out/);
  expect(() => store([a!, b!], { rule: 'hebb' }).forget(2)).toThrow(/got pattern 2, stored are 0 to 1/);
  expect(() => store([a!], { rule: 'hebb' }).forget(0)).toThrow(RuleError);
});

test('the answer says how sure it is', () => {
  const patterns = randomPatterns(5, 100, 6);
  const memory = store(patterns, { rule: 'projection' });
  const [exact, far, opposite] = memory.match(
    Float64Array.from([...patterns[3]!, ...randomPatterns(1, 100, 77)[0]!, ...patterns[1]!.map((entry) => -entry)]),
  );
  expect(exact).toMatchObject({ index: 3, overlap: 1, wrong: 0, recalled: true, opposite: false });
  expect(exact!.chance).toBeLessThan(1e-9);
  expect(exact!.runnerUp).toBeLessThan(0.5);
  expect(far!.recalled).toBe(false);
  expect(far!.chance).toBeGreaterThan(0.05);
  expect(opposite).toMatchObject({ index: 1, opposite: true, wrong: 0, recalled: true });
  expect(store([patterns[0]!], { rule: 'hebb' }).match(Float64Array.from(patterns[0]!))[0]).toMatchObject({
    runnerUp: 0,
  });
});
