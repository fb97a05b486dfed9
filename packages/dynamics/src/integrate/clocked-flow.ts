import { type StateVector, type StepClock, type StepDecision, triesPerRead } from '@hkmem/backend';
import type { Tableau } from '../solvers/tableau.ts';
import { weighted } from '../stepping/runge-kutta-step.ts';
import type { AdaptiveSteps } from '../stepping/step-control.ts';
import type { FlowEnd, FlowOptions } from './flow-options.ts';
import type { StepObserver, StepProbe } from './observer.ts';
import type { ResultCode } from './result.ts';
import { failureAt, type ToleranceGuard } from './tolerance-guard.ts';
import type { Workspace } from './workspace.ts';

/** A flow of adaptive steps. */
export interface AdaptiveOptions extends FlowOptions {
  readonly control: AdaptiveSteps;
  /** Asked after accepted steps of the state's norms; the flow ends with `step-underflow` where it says no. */
  readonly guard: ToleranceGuard | undefined;
}

/**
 * Adaptive steps on an engine's clock: as many tries as may be needed, at most `triesPerRead`, go before each wait. The
 * steps are those of the clock, however many go before a wait; an observer that is a function waits at every try.
 */
export async function clockedFlow<Reading>(
  workspace: Workspace,
  state: StateVector,
  options: AdaptiveOptions,
  clock: StepClock,
  observe: StepObserver | StepProbe<Reading> | undefined,
): Promise<FlowEnd> {
  const { control, guard, until } = options;
  const tries = new Tries(workspace, state, options, clock);
  const count = new Count(options);
  const probe = typeof observe === 'object' ? observe : undefined;
  const most = typeof observe === 'function' ? 1 : triesPerRead;
  let h = Math.min(control.firstStep, until);
  try {
    for (;;) {
      const allowed = control.maximumSteps - count.tries;
      if (allowed <= 0) return count.end('step-limit');
      const round = Math.min(most, allowed, Math.max(1, Math.ceil((until - count.t) / h)));
      const copies: StateVector[] = [];
      const readings: Promise<Reading>[] = [];
      const norms: Promise<Float64Array>[] = [];
      try {
        for (let n = 0; n < round; n++) {
          tries.enqueue();
          if (probe === undefined && guard === undefined) continue;
          const copy = workspace.take();
          copies.push(copy);
          workspace.engine.combine(copy, [[1, state]]);
          if (guard !== undefined) norms.push(waitedForLater(workspace.engine.norms(state)));
          if (probe !== undefined) readings.push(waitedForLater(probe.measure(state)));
        }
        const [{ decisions, status }, read, sizes] = await Promise.all([
          clock.read(),
          Promise.all(readings),
          Promise.all(norms),
        ]);
        const stopAt = (n: number): void => {
          if (copies[n] !== undefined) workspace.engine.combine(state, [[1, copies[n]]]);
        };
        for (const [n, decision] of decisions.entries()) {
          const ends = status === 'reached-end' && n === decisions.length - 1;
          if (!count.add(decision, ends)) continue;
          if (guard?.(sizes[n]!) === false) {
            stopAt(n);
            return count.end('step-underflow');
          }
          const answer =
            typeof observe === 'function'
              ? await observe(count.t, state, decision.h)
              : probe?.look(count.t, read[n] as Reading, decision.h);
          if (answer === 'stop') {
            stopAt(n);
            return count.end('steady-state');
          }
        }
        if (status === 'reached-end') return count.end('reached-end');
        const last = decisions.at(-1)!;
        if (status === 'too-small') {
          return count.end(await failureAt(workspace.engine, guard, tries.endOf(last.h), last.ratio));
        }
        h = last.next;
      } finally {
        workspace.give(...copies);
      }
    }
  } finally {
    tries.give();
  }
}

/** A promise that is waited for together with others, unless something throws before. */
function waitedForLater<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** Enqueues tries of a step on a state. */
class Tries {
  readonly #workspace: Workspace;
  readonly #state: StateVector;
  readonly #solver: Tableau;
  readonly #renormalise: boolean;
  readonly #clock: StepClock;
  readonly #k: readonly StateVector[];
  readonly #stage: StateVector;
  readonly #next: StateVector;
  #firstKnown = false;

  constructor(workspace: Workspace, state: StateVector, { solver, renormalise }: FlowOptions, clock: StepClock) {
    this.#workspace = workspace;
    this.#state = state;
    this.#solver = solver;
    this.#renormalise = renormalise;
    this.#clock = clock;
    this.#k = workspace.takeMany(solver.b.length);
    this.#stage = workspace.take();
    this.#next = workspace.take();
  }

  enqueue(): void {
    const { engine } = this.#workspace;
    const [solver, clock, state, k, stage, next] = [
      this.#solver,
      this.#clock,
      this.#state,
      this.#k,
      this.#stage,
      this.#next,
    ];
    if (!this.#firstKnown) engine.field(state, k[0]!);
    for (let i = 1; i < k.length; i++) {
      clock.combine(stage, state, weighted(solver.a[i]!, 1, k));
      engine.field(stage, k[i]!);
    }
    clock.combine(next, state, weighted(solver.b, 1, k));
    clock.decide(state, next, weighted(solver.error!, 1, k));
    if (this.#renormalise) engine.normalise(next);
    clock.keep(state, next);
    this.#firstKnown = solver.firstSameAsLast && !this.#renormalise;
    if (this.#firstKnown) clock.keep(k[0]!, k[k.length - 1]!);
  }

  /** About the end of a step of size h from the state, of first order. */
  endOf(h: number): StateVector {
    this.#workspace.engine.combine(this.#next, [
      [1, this.#state],
      [h, this.#k[0]!],
    ]);
    return this.#next;
  }

  give(): void {
    this.#workspace.give(this.#stage, this.#next, ...this.#k);
  }
}

/** Adds up what came of the tries. Evaluations are those that a control would need which waits at every step. */
class Count {
  readonly #options: AdaptiveOptions;
  readonly #stepSizes: number[] = [];
  #rejected = 0;
  #evaluations = 0;
  #firstKnown = false;
  t = 0;

  constructor(options: AdaptiveOptions) {
    this.#options = options;
  }

  get tries(): number {
    return this.#stepSizes.length + this.#rejected;
  }

  /** Returns whether the try was accepted. */
  add({ h, accepted }: StepDecision, last: boolean): boolean {
    const { solver, renormalise, until } = this.#options;
    this.#evaluations += solver.b.length - (this.#firstKnown ? 1 : 0);
    this.#firstKnown = !accepted || (solver.firstSameAsLast && !renormalise);
    if (accepted) {
      this.#stepSizes.push(h);
      this.t = last ? until : this.t + h;
    } else this.#rejected++;
    return accepted;
  }

  end(code: ResultCode): FlowEnd {
    const statistics = {
      accepted: this.#stepSizes.length,
      rejected: this.#rejected,
      evaluations: this.#evaluations,
    };
    return { code, t: this.t, statistics, stepSizes: this.#stepSizes };
  }
}
