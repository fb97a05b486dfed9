import {
  type EnergyTerms,
  type HostState,
  largestOf,
  RoundedEngine,
  type StateVector,
  type StepClock,
  type StepDecision,
  type StepRule,
  StepSequence,
  type Term,
} from '@hkmem/backend';

/** `RoundedEngine` with every state rounded, those that were normalised too. */
export class Float32Engine extends RoundedEngine {
  override normalise(state: StateVector): void {
    super.normalise(state);
    super.combine(state, [[1, state]]);
  }
}

/**
 * An engine whose work is done later, in order, as on a GPU, and which decides on adaptive steps by itself. Its numbers
 * are those of `Float32Engine` to the last bit. `waits` counts reads of the clock.
 */
export class ClockedEngine extends Float32Engine {
  waits = 0;
  #queue: Promise<unknown> = Promise.resolve();

  override field(state: StateVector, out: StateVector): void {
    void this.later(() => super.field(state, out));
  }

  override combine(out: StateVector, terms: readonly Term[]): void {
    void this.later(() => super.combine(out, terms));
  }

  override normalise(state: StateVector): void {
    void this.later(() => {
      RoundedEngine.prototype.normalise.call(this, state);
      super.combine(state, [[1, state]]);
    });
  }

  override writeState(state: StateVector, host: HostState): void {
    void this.later(() => super.writeState(state, host));
  }

  override readState(state: StateVector): Promise<HostState> {
    return this.later(() => super.readState(state));
  }

  override norms(state: StateVector): Promise<Float64Array> {
    return this.later(() => super.norms(state));
  }

  override energies(state: StateVector): Promise<EnergyTerms> {
    return this.later(() => super.energies(state));
  }

  createStepClock(rule: StepRule): StepClock {
    const sequence = new StepSequence(rule);
    let decided: StepDecision[] = [];
    let accepted = false;
    const scaled = (terms: readonly Term[]): Term[] => terms.map(([c, state]) => [c * sequence.h, state]);
    return {
      combine: (out, base, terms) => void this.later(() => super.combine(out, [[1, base], ...scaled(terms)])),
      decide: (before, after, error) =>
        void this.later(async () => {
          const ratios = await super.errorNorms(before, after, scaled(error), rule.rtol, rule.atol);
          const decision = sequence.decide(largestOf(ratios));
          accepted = decision?.accepted === true;
          if (decision !== undefined) decided.push(decision);
        }),
      keep: (to, from) => void this.later(() => accepted && super.combine(to, [[1, from]])),
      read: () => {
        this.waits++;
        return this.later(() => {
          const decisions = decided;
          decided = [];
          return { decisions, status: sequence.status };
        });
      },
      dispose: () => undefined,
    };
  }

  later<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    const done = this.#queue.then(work);
    this.#queue = done;
    return done;
  }
}
