import { ShapeError, ValueError } from '../errors.ts';
import type { StateVector, Term } from './engine.ts';

/** Most terms a linear combination of states may have: one state and the stages of the largest tableau. */
export const maximumTerms = 9;

/** @throws {ShapeError} unless all states have the batch of the first; @throws {ValueError} if one is the first itself. */
export function checkBatches(state: StateVector, others: readonly StateVector[]): void {
  for (const other of others) {
    if (other.batch !== state.batch) {
      throw new ShapeError('batch of a state', other.batch, state.batch, 'Use states of one batch size in one call.');
    }
    if (other === state)
      throw new ValueError('output', 'the input itself', 'a state of its own', 'Create a second state.');
  }
}

/** @throws {ValueError | ShapeError} on no terms, more than `maximumTerms`, a coefficient that is not finite, unequal batches. */
export function checkTerms(state: StateVector, terms: readonly Term[]): void {
  if (terms.length < 1 || terms.length > maximumTerms) {
    throw new ValueError('terms of a combination', terms.length, `1 to ${maximumTerms}`);
  }
  for (const [coefficient, other] of terms) {
    if (!Number.isFinite(coefficient)) throw new ValueError('coefficient', coefficient, 'a finite number');
    if (other.batch !== state.batch) {
      throw new ShapeError('batch of a term', other.batch, state.batch, 'Combine states of one batch size.');
    }
  }
}
