import { type EigenvalueBounds, extremeEigenvalues, type SymmetricProduct } from '../spectrum/extreme-eigenvalues.ts';
import { leastQuadratic, type ThresholdFloor } from './bounded-activity.ts';
import type { ThresholdQuadratic } from './threshold-quadratic.ts';

/**
 * A bound of g . (W + w_e r_e / kappaH) g / |g|^2 over all activities and all oscillators, which are worst where
 * w_e r_e g_i g_j = |w_e g_i g_j|. For g >= 0 negative weights may be left out: the smaller of two bounds counts.
 */
export function largestQuotient(quadratic: ThresholdQuadratic): EigenvalueBounds {
  const { neurons, edges, facts } = quadratic;
  const pairs: SymmetricProduct = (v, out) => {
    for (const { i, j, weight } of edges) {
      out[i]! += Math.abs(weight) * v[j]!;
      out[j]! += Math.abs(weight) * v[i]!;
    }
  };
  const both =
    (product: SymmetricProduct): SymmetricProduct =>
    (v, out) => {
      product(v, out);
      pairs(v, out);
    };
  const decided = ({ low, high }: EigenvalueBounds): boolean => high * facts.steepness < 1 || low * facts.steepness > 1;
  const bound = (product: SymmetricProduct): EigenvalueBounds =>
    extremeEigenvalues(product, neurons, { decided }).largest;
  if (facts.range[0] >= 0) {
    const whole = bound(both(quadratic.product));
    if (whole.high * facts.steepness < 1) return whole;
    const positive = bound(both(quadratic.positiveProduct));
    return positive.high < whole.high ? positive : whole;
  }
  if (edges.length === 0) return bound(quadratic.product);
  // Signs of g may make every |g_i g_j| count, so the two matrices are bounded one by one.
  const [own, coupled] = [quadratic.product, pairs].map((matrix) => extremeEigenvalues(matrix, neurons).largest) as [
    EigenvalueBounds,
    EigenvalueBounds,
  ];
  return { low: own.low, high: own.high + Math.max(coupled.high, 0) };
}

/** The floor where the quotient is below 1/m; undefined elsewhere. */
export function unboundedFloor(quadratic: ThresholdQuadratic, quotient: EigenvalueBounds): ThresholdFloor | undefined {
  const { facts, linear, constant } = quadratic;
  const curvature = 1 / facts.steepness - quotient.high;
  if (!(curvature > 0)) return undefined;
  const [low, high] = facts.range;
  return {
    floor: linear.reduce((sum, c) => sum + leastQuadratic(curvature, c, low, high), constant),
    spectrum: quotient,
  };
}
