import { CapacityError, DuplicatePatternError } from '../errors.ts';
import { cholesky, forwardSolve } from '../linear-algebra/cholesky.ts';
import { addOuter, addRow, gramOf, product, rowProduct, sumOfOuters } from '../linear-algebra/kernels.ts';
import type { WeightRule } from './rule.ts';

/** The square of what of a pattern others do not hold, relative to that of the pattern, that counts as none. */
const dependent = 1e-10;

/**
 * W = the projection on the span of the patterns, X^T (X X^T)^-1 X for rows X (Kohonen 1972; Personnaz, Guyon, Dreyfus
 * 1985), so W p = p for every pattern; `selfCoupling` false leaves its diagonal out (Kanter, Sompolinsky 1987). The inverse
 * of the Gram matrix is kept, so that adding and forgetting are updates of rank one.
 */
export class ProjectionRule implements WeightRule {
  readonly #neurons: number;
  readonly #selfCoupling: boolean;
  readonly #patterns: Float64Array[];
  readonly #projection: Float64Array;
  /** (X X^T)^-1, row by row. */
  #inverse: Float64Array[];

  constructor(patterns: readonly Float64Array[], neurons: number, selfCoupling: boolean) {
    this.#neurons = neurons;
    this.#selfCoupling = selfCoupling;
    const count = patterns.length;
    if (count > neurons) throw tooMany(count, neurons);
    const found = cholesky(gramOf(patterns), count, dependent);
    if ('dependent' in found) throw combination(found.dependent);
    this.#patterns = [...patterns];
    this.#projection = sumOfOuters(forwardSolve(found.factor, patterns), neurons);
    const unit = patterns.map((_, i) => {
      const row = new Float64Array(count);
      row[i] = 1;
      return row;
    });
    const inverse = sumOfOuters(forwardSolve(found.factor, unit), count);
    this.#inverse = unit.map((_, i) => inverse.slice(i * count, (i + 1) * count));
  }

  weights(): Float64Array {
    const N = this.#neurons;
    const weights = this.#projection.slice();
    if (!this.#selfCoupling) for (let i = 0; i < N; i++) weights[i * N + i] = 0;
    return weights;
  }

  add(pattern: Float64Array): void {
    const count = this.#patterns.length;
    if (count >= this.#neurons) throw tooMany(count + 1, this.#neurons);
    // Taken off twice, so that what is left is perpendicular to the last digit.
    let rest = pattern;
    for (let pass = 0; pass < 2; pass++) {
      const held = product(this.#projection, rest);
      rest = rest.map((entry, i) => entry - held[i]!);
    }
    const square = rowProduct(rest, 0, rest, 0, rest.length);
    if (!(square > dependent * rowProduct(pattern, 0, pattern, 0, pattern.length))) throw combination(count);
    const overlaps = Float64Array.from(this.#patterns, (p) => rowProduct(p, 0, pattern, 0, p.length));
    const shares = this.#inverse.map((row) => rowProduct(row, 0, overlaps, 0, count));
    this.#inverse = [
      ...this.#inverse.map((row, i) => {
        const grown = new Float64Array(count + 1);
        for (let j = 0; j < count; j++) grown[j] = row[j]! + (shares[i]! * shares[j]!) / square;
        grown[count] = -shares[i]! / square;
        return grown;
      }),
      Float64Array.from([...shares.map((share) => -share / square), 1 / square]),
    ];
    addOuter(this.#projection, 1 / square, rest);
    this.#patterns.push(pattern);
  }

  undo(): void {
    this.forget(this.#patterns.length - 1);
  }

  forget(index: number): void {
    const column = this.#inverse[index]!;
    const pivot = column[index]!;
    // The one direction of the span that no other pattern has a part of.
    const dual = new Float64Array(this.#neurons);
    this.#patterns.forEach((pattern, k) => {
      addRow(dual, 0, column[k]!, pattern, 0, dual.length);
    });
    addOuter(this.#projection, -1 / rowProduct(dual, 0, dual, 0, dual.length), dual);
    this.#inverse = this.#inverse
      .map((row, i) => row.map((entry, j) => entry - (column[i]! * column[j]!) / pivot))
      .filter((_, i) => i !== index)
      .map((row) => row.filter((_, j) => j !== index));
    this.#patterns.splice(index, 1);
  }
}

function tooMany(count: number, neurons: number): CapacityError {
  return new CapacityError(
    `${count} patterns for the rule 'projection': it holds ${neurons} at most, as many linearly independent patterns as ` +
      'there are units. Store fewer, or take a dense memory, which holds more.',
    neurons,
  );
}

function combination(index: number): DuplicatePatternError {
  return new DuplicatePatternError(
    `pattern ${index}: it is a combination of those before it, so the rule 'projection' holds it already. Leave it out.`,
  );
}
