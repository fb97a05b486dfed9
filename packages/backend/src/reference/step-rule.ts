import type { StepDecision, StepDecisions, StepRule } from '../contract/step-clock.ts';
import { ValueError } from '../errors.ts';

/** Part of the whole time that is too short for a step of its own. */
const negligible = 1e-12;

/** The factor on the step size after an error ratio, given the ratio of the last accepted step. */
function stepSizeFactor(rule: StepRule, ratio: number, previous: number): number {
  const { order, integral, proportional, safety, smallestFactor, largestFactor } = rule;
  if (!Number.isFinite(ratio)) return smallestFactor;
  if (ratio === 0) return largestFactor;
  const factor = safety * ratio ** (-(integral + proportional) / order) * previous ** (proportional / order);
  return Math.min(largestFactor, Math.max(smallestFactor, factor));
}

/** The rule of adaptive steps in float64: the control on the host, and the reference of every `StepClock`. */
export class StepSequence {
  readonly #rule: StepRule;
  #t = 0;
  #h: number;
  #last = false;
  #previous = 1;
  #status: StepDecisions['status'] = 'going-on';

  /** @throws {ValueError} unless the end and the first step are above 0. */
  constructor(rule: StepRule) {
    for (const name of ['until', 'firstStep'] as const) {
      if (!(rule[name] > 0)) throw new ValueError(name, rule[name], 'a number above 0');
    }
    this.#rule = rule;
    this.#h = rule.firstStep;
    this.#cut();
  }

  /** The time that the accepted tries came to. */
  get t(): number {
    return this.#t;
  }

  /** Size of the try to make. */
  get h(): number {
    return this.#h;
  }

  /** Whether the flow goes on. */
  get status(): StepDecisions['status'] {
    return this.#status;
  }

  /** Decides on a try by its largest error ratio; undefined once the flow has ended. */
  decide(ratio: number): StepDecision | undefined {
    if (this.#status !== 'going-on') return undefined;
    const { until, minimumStep } = this.#rule;
    const h = this.#h;
    const accepted = ratio <= 1;
    const factor = stepSizeFactor(this.#rule, ratio, this.#previous);
    if (accepted) {
      this.#t = this.#last ? until : this.#t + h;
      this.#previous = ratio;
      this.#h = h * factor;
      if (this.#last) this.#status = 'reached-end';
    } else {
      this.#h = h * Math.min(factor, 1);
      if (this.#h < minimumStep) this.#status = 'too-small';
    }
    if (this.#status === 'reached-end') this.#h = 0;
    else this.#cut();
    return { h, ratio, accepted, next: this.#h };
  }

  #cut(): void {
    const { until } = this.#rule;
    this.#last = this.#t + this.#h >= until * (1 - negligible);
    if (this.#last) this.#h = until - this.#t;
  }
}
