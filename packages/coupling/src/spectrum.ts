import { checkValues, type ParameterValues, ShapeError, type SystemSpec, ValueError } from '@hkmem/backend';
import { EigenvalueDecomposition, Matrix, SingularValueDecomposition } from 'ml-matrix';
import { coupledSystem } from './coupled-system.ts';
import { weightCorrection } from './effective-weights.ts';
import { constantWeight, type LowRankFactors, lowRankFactors } from './low-rank.ts';

/** How many directions of activity a weight correction acts in, and how strongly. */
export interface CorrectionSpectrum {
  /** [N], largest first. */
  readonly singularValues: Float64Array;
  /** `numericalRank` of them. */
  readonly rank: number;
  /**
   * `filled`: of w S S^T, where w_e is one constant on a complete graph; rank D at most. `zero`: of `weightCorrection`,
   * whose diagonal is 0 and alone can give it full rank.
   */
  readonly diagonal: 'filled' | 'zero';
}

/**
 * The singular values of a matrix [R, columns], flat and row-major; min(R, columns) of them, largest first. For a
 * symmetric matrix they are the sizes of its eigenvalues. Takes some N^3 multiplications.
 * @throws {ShapeError | NonFiniteError} unless there are whole rows of finite numbers.
 */
export function singularValues(matrix: ArrayLike<number>, columns: number): Float64Array {
  const rows = matrix.length / columns;
  if (!Number.isInteger(rows) || rows < 1) {
    throw new ShapeError('matrix', matrix.length, columns, 'Give that many entries for each row.');
  }
  checkValues('matrix', matrix, [rows, columns]);
  const full = Matrix.from1DArray(rows, columns, Array.from(matrix));
  if (full.isSymmetric()) return sizes(new EigenvalueDecomposition(full, { assumeSymmetric: true }).realEigenvalues);
  const decomposition = new SingularValueDecomposition(full, {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
    autoTranspose: true,
  });
  return sizes(decomposition.diagonal);
}

/**
 * The N singular values of w S S^T, largest first: |w| times the eigenvalues of the Gram matrix S^T S [D, D], and zeros.
 */
export function factorSingularValues({ weight, S, neurons, dimension }: LowRankFactors): Float64Array {
  const rows = Matrix.from1DArray(neurons, dimension, Array.from(S));
  const gram = dimension <= neurons ? rows.transpose().mmul(rows) : rows.mmul(rows.transpose());
  const values = new Float64Array(neurons);
  values.set(sizes(new EigenvalueDecomposition(gram, { assumeSymmetric: true }).realEigenvalues));
  return values.map((value) => Math.abs(weight) * value);
}

/**
 * How many singular values are above `tolerance` times the largest. The default, their number times 2^-52, is what
 * rounding leaves of a matrix of lower rank. @throws {ValueError} if the tolerance is below 0.
 */
export function numericalRank(values: ArrayLike<number>, tolerance: number = values.length * Number.EPSILON): number {
  if (!(tolerance >= 0)) throw new ValueError('tolerance of a rank', tolerance, '0 or more');
  const all = Array.from(values);
  const largest = all.reduce((a, b) => Math.max(a, b), 0);
  return all.filter((value) => value > tolerance * largest).length;
}

/**
 * The spectrum of what one sample's s [N, D] does to the weights: of w S S^T where `lowRankFactors` has factors, and of
 * `weightCorrection` otherwise. Throws as `weightCorrection`.
 */
export function correctionSpectrum(
  spec: SystemSpec,
  parameters: ParameterValues,
  s: ArrayLike<number>,
  x?: ArrayLike<number>,
): CorrectionSpectrum {
  const filled = constantWeight(coupledSystem(spec, parameters)) !== undefined;
  const values = filled
    ? factorSingularValues(lowRankFactors(spec, parameters, s))
    : singularValues(weightCorrection(spec, parameters, s, x), spec.neurons);
  return { singularValues: values, rank: numericalRank(values), diagonal: filled ? 'filled' : 'zero' };
}

function sizes(values: readonly number[]): Float64Array {
  return Float64Array.from(values, Math.abs).sort().reverse();
}
