import {
  type Backend,
  type Engine,
  type StateVector,
  type StepDecisions,
  type StepRule,
  triesPerRead,
} from '@hkmem/backend';

/** A clock is off. */
export class ClockError extends Error {
  override readonly name = 'ClockError';
}

const batch = 2;

const rule: StepRule = {
  order: 1,
  until: 1,
  rtol: 0,
  atol: 1,
  firstStep: 0.25,
  minimumStep: 0.004,
  integral: 1,
  proportional: 0,
  safety: 0.9,
  smallestFactor: 0.2,
  largestFactor: 5,
};

/** Tries of one rule on states that hold what errors are to come of. */
class Tries {
  readonly #engine: Engine;
  readonly #states: readonly StateVector[];
  readonly #clock: ReturnType<NonNullable<Engine['createStepClock']>>;

  constructor(engine: Engine, changed: Partial<StepRule>) {
    this.#engine = engine;
    this.#states = Array.from({ length: 4 }, () => engine.createState(batch));
    this.#clock = engine.createStepClock!({ ...rule, ...changed });
  }

  /** Tries whose errors are so many times the size of the step in every entry; `Infinity` for what has diverged. */
  async make(errors: readonly number[]): Promise<StepDecisions> {
    const [before, after, ones, diverged] = this.#states as [StateVector, StateVector, StateVector, StateVector];
    const { neurons } = this.#engine.spec;
    this.#engine.writeState(ones, { x: new Float32Array(batch * neurons).fill(1) });
    this.#engine.writeState(diverged, { x: new Float32Array(batch * neurons).fill(3e38) });
    for (const error of errors) {
      const diverges = error === Number.POSITIVE_INFINITY;
      this.#clock.decide(before, after, diverges ? [[3e38, diverged]] : [[error, ones]]);
    }
    return this.#clock.read();
  }

  /** Whether what a try came to is kept. */
  async keeps(): Promise<boolean> {
    const [before, , ones] = this.#states as [StateVector, StateVector, StateVector];
    this.#clock.keep(before, ones);
    return (await this.#engine.readState(before)).x![0] === 1;
  }

  dispose(): void {
    this.#clock.dispose();
    for (const state of this.#states) state.dispose();
  }
}

function same(what: string, got: unknown, expected: unknown): void {
  if (!Object.is(got, expected)) throw new ClockError(`${what}: got ${String(got)}, expected ${String(expected)}`);
}

function near(what: string, got: number, expected: number, tolerance: number): void {
  if (Math.abs(got - expected) <= tolerance * Math.abs(expected)) return;
  throw new ClockError(`${what}: got ${got}, expected ${expected}`);
}

/**
 * Many steps, small ones first: each is the double of the last or as large, so that their sum is exact, and what they leave
 * of the time is a part in some thousand. A unit of 2^-30 in the time is seen there.
 */
async function checkTime(engine: Engine): Promise<void> {
  const doublings = 10;
  const firstStep = Math.fround(3.487e-5);
  const largest = firstStep * 2 ** doublings;
  const tries = new Tries(engine, { firstStep, minimumStep: 1e-8, smallestFactor: 1, largestFactor: 2 });
  let [time, size, n] = [0, firstStep, 0];
  for (let going = true; going; ) {
    // Without any error a size is doubled, with one just below what is allowed it stays.
    const errors = Array.from({ length: triesPerRead }, (_, k) => (n + k < doublings ? 0 : 0.95 / largest));
    const { decisions, status } = await tries.make(errors);
    for (const { h, accepted, next } of decisions) {
      same(`try ${n} of many is accepted`, accepted, true);
      if (next > 0) same(`size ${n} of many`, h, size);
      else near('what many steps leave', h, 1 - time, 1.2e-7);
      time += h;
      if (n++ < doublings) size *= 2;
    }
    going = status === 'going-on';
    if (n > 60) throw new ClockError('many steps: they do not end');
  }
  same('steps', n, 38);
  tries.dispose();
}

/** Two steps whose sum has no part below a unit of 2^-30, which leave a part in 512. */
async function checkWholeTime(engine: Engine): Promise<void> {
  const tries = new Tries(engine, { firstStep: 511 / 1024, smallestFactor: 1, largestFactor: 1 });
  const { decisions, status } = await tries.make([0, 0, 0]);
  same('status after three steps', status, 'reached-end');
  same('size of the second step', decisions[1]?.h, 511 / 1024);
  near('what two steps leave', decisions[2]!.h, 1 / 512, 1.2e-7);
  tries.dispose();
  const quarters = new Tries(engine, { firstStep: 0.25, smallestFactor: 1, largestFactor: 1 });
  const read = await quarters.make([0, 0, 0, 0]);
  same('status after four quarters', read.status, 'reached-end');
  same('size of the last quarter', read.decisions[3]?.h, 0.25);
  quarters.dispose();
}

/** An error that is just allowed, one that is not finite, and sizes that become too small. */
async function checkRefusals(engine: Engine): Promise<void> {
  const tries = new Tries(engine, {});
  const { decisions, status } = await tries.make([4, Number.POSITIVE_INFINITY, 1e6, 1e6, 1e6, 1e6]);
  const expected = [
    { h: 0.25, ratio: 1, accepted: true, next: 0.225 },
    { h: 0.225, ratio: Number.NaN, accepted: false, next: 0.045 },
    { h: 0.045, ratio: 45_000, accepted: false, next: 0.009 },
    { h: 0.009, ratio: 9000, accepted: false, next: 0.0018 },
  ];
  same('status of sizes that are too small', status, 'too-small');
  same('tries until sizes are too small', decisions.length, expected.length);
  for (const [n, { h, ratio, accepted, next }] of expected.entries()) {
    const got = decisions[n]!;
    near(`size of refusal ${n}`, got.h, h, 1e-6);
    if (Number.isNaN(ratio)) same(`ratio of refusal ${n}`, got.ratio, ratio);
    else near(`ratio of refusal ${n}`, got.ratio, ratio, 1e-6);
    same(`refusal ${n} is none`, got.accepted, accepted);
    near(`size after refusal ${n}`, got.next, next, 1e-6);
  }
  same('a try after the end is kept', await tries.keeps(), false);
  tries.dispose();
}

/** A size that is as small as is allowed, and an error after none. */
async function checkEdges(engine: Engine): Promise<void> {
  const least = new Tries(engine, { firstStep: 0.5, smallestFactor: 0.5, minimumStep: 0.25 });
  const { status } = await least.make([1e6]);
  same('status of the least size', status, 'going-on');
  least.dispose();
  const after = new Tries(engine, { firstStep: 0.0625, proportional: 0.5, largestFactor: 2 });
  const { decisions } = await after.make([0, 1]);
  same('size after none of an error', decisions[0]?.next, 0.125);
  near('size after an error behind none', decisions[1]!.next, 0.125 * rule.smallestFactor, 1e-6);
  same('the last of these is kept', await after.keeps(), true);
  after.dispose();
  const alone = new Tries(engine, { firstStep: 0.0625, largestFactor: 2 });
  const read = await alone.make([0, 4]);
  near('size after an error that counts alone', read.decisions[1]!.next, 0.225, 1e-6);
  alone.dispose();
}

/** What the conformance suite leaves out of step clocks, as it would take hundreds of tries in every system. */
export async function checkClocks(backend: Backend): Promise<void> {
  const engine = backend.createEngine({ neurons: 3, threshold: { activation: 'tanh' } });
  try {
    await checkTime(engine);
    await checkWholeTime(engine);
    await checkRefusals(engine);
    await checkEdges(engine);
  } finally {
    engine.dispose();
  }
}
