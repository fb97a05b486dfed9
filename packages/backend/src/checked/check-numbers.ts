import type { MomentName, OptimiserRule } from '../contract/optimiser.ts';
import { checkValues } from '../contract/parameters.ts';
import { maximumTerms, type Term } from '../contract/state.ts';
import type { StepRule } from '../contract/step-clock.ts';
import { UnknownNameError, ValueError } from '../errors.ts';

/** How numbers are stored. */
export type Precision = 'float64' | 'float32';

/** @throws {ShapeError | NonFiniteError | ValueError} on another length, or an entry that is not finite when stored. */
export function checkStored(
  what: string,
  values: ArrayLike<number>,
  shape: readonly number[],
  precision: Precision,
): void {
  checkValues(what, values, shape);
  if (precision === 'float64' || values instanceof Float32Array) return;
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(Math.fround(values[i]!))) continue;
    throw new ValueError(`${what}: entry ${i}`, values[i], 'at most 3.4e38 in float32', 'Use the cpu backend.');
  }
}

/** @throws {ValueError} on no terms, more than `maximumTerms`, or a coefficient that is not finite. */
export function checkTerms(terms: readonly Term[]): void {
  if (terms.length < 1 || terms.length > maximumTerms) {
    throw new ValueError('terms of a combination', terms.length, `1 to ${maximumTerms}`);
  }
  for (const [coefficient] of terms) checkFinite('coefficient', coefficient);
}

/** @throws {ValueError} unless both are finite, from 0, and one is above 0. */
export function checkTolerances(rtol: number, atol: number): void {
  for (const [name, value] of Object.entries({ rtol, atol })) {
    if (!(Number.isFinite(value) && value >= 0)) throw new ValueError(name, value, 'a finite number from 0');
  }
  if (rtol === 0 && atol === 0) throw new ValueError('rtol and atol', '0 and 0', 'one of them above 0');
}

/** @throws {ValueError} on a number that is not finite, or tolerances that are none; what else a rule holds is let be. */
export function checkStepRule(rule: StepRule): void {
  const { order, until, rtol, atol, firstStep, minimumStep } = rule;
  const { integral, proportional, safety, smallestFactor, largestFactor } = rule;
  checkAllFinite({ order, until, rtol, atol, firstStep, minimumStep });
  checkAllFinite({ integral, proportional, safety, smallestFactor, largestFactor });
  checkTolerances(rule.rtol, rule.atol);
}

/** @throws {UnknownNameError | ValueError} on an unknown kind, a number that is not finite, or a rate of decay that is none. */
export function checkOptimiserRule(rule: OptimiserRule): void {
  checkName('optimiser', rule.kind, ['lion', 'adam']);
  const { rate, beta1, beta2, weightDecay } = rule;
  checkAllFinite({ rate, beta1, beta2, weightDecay });
  if (rule.kind === 'lion') return;
  checkAllFinite({ epsilon: rule.epsilon, step: rule.step });
  // 1 - beta^step divides.
  for (const [name, beta] of Object.entries({ beta1, beta2 })) {
    if (!(beta >= 0 && beta < 1)) throw new ValueError(name, beta, 'from 0 to below 1');
  }
  if (!Number.isInteger(rule.step) || rule.step < 1) throw new ValueError('step', rule.step, 'a whole number from 1');
}

/** @throws {UnknownNameError} unless the name is a running mean's. */
export function checkMoment(name: MomentName): void {
  checkName('running mean', name, ['first', 'second']);
}

function checkName(what: string, name: string, allowed: readonly string[]): void {
  if (!allowed.includes(name)) throw new UnknownNameError(what, String(name), allowed);
}

function checkAllFinite(numbers: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(numbers)) checkFinite(name, value);
}

function checkFinite(what: string, value: unknown): void {
  if (!Number.isFinite(value)) throw new ValueError(what, value, 'a finite number');
}
