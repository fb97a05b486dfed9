import type { StateVector, Term } from '../contract/state.ts';
import { type StepClock, type StepDecisions, triesPerRead } from '../contract/step-clock.ts';
import { DisposedError, ValueError } from '../errors.ts';
import { checkTerms } from './check-numbers.ts';
import { CheckedState, checkBatches, checkDistinct, type StateOwner } from './checked-state.ts';

/** A step clock whose preconditions are checked in front of the engine's own. */
export class CheckedClock implements StepClock {
  readonly #owner: StateOwner;
  readonly #clock: StepClock;
  #tries = 0;
  #disposed = false;

  constructor(owner: StateOwner, clock: StepClock) {
    this.#owner = owner;
    this.#clock = clock;
  }

  combine(out: StateVector, base: StateVector, terms: readonly Term[]): void {
    this.#check();
    const inner = innerTerms(terms, this.#owner);
    const [to, from] = [this.#inner(out), this.#inner(base)];
    const read = [base, ...terms.map(([, state]) => state)];
    checkBatches(out, read);
    checkDistinct('out', out, read);
    this.#clock.combine(to, from, inner);
  }

  decide(before: StateVector, after: StateVector, error: readonly Term[]): void {
    this.#check();
    const inner = innerTerms(error, this.#owner);
    const [from, to] = [this.#inner(before), this.#inner(after)];
    checkBatches(before, [after, ...error.map(([, state]) => state)]);
    checkDistinct('after', after, [before]);
    if (this.#tries === triesPerRead) {
      throw new ValueError('tries before a read', triesPerRead + 1, `at most ${triesPerRead}`, 'Read the clock.');
    }
    this.#clock.decide(from, to, inner);
    this.#tries++;
  }

  keep(to: StateVector, from: StateVector): void {
    this.#check();
    const [into, out] = [this.#inner(to), this.#inner(from)];
    checkBatches(to, [from]);
    checkDistinct('to', to, [from]);
    this.#clock.keep(into, out);
  }

  async read(): Promise<StepDecisions> {
    this.#check();
    this.#tries = 0;
    return this.#clock.read();
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    if (!this.#owner.disposed) this.#clock.dispose();
  }

  #check(): void {
    if (this.#owner.disposed) throw new DisposedError('engine', 'Create another one.');
    if (this.#disposed) throw new DisposedError('step clock', 'Create another one.');
  }

  #inner(state: StateVector): StateVector {
    return CheckedState.inner(state, this.#owner);
  }
}

/** Terms over the engine's own states. @throws {ValueError | DisposedError} on terms that are none. */
export function innerTerms(terms: readonly Term[], owner: StateOwner): readonly Term[] {
  checkTerms(terms);
  return terms.map(([coefficient, state]) => [coefficient, CheckedState.inner(state, owner)]);
}
