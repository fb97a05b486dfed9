import { type EigenvalueBounds, extremeEigenvalues } from '../spectrum/extreme-eigenvalues.ts';
import type { ThresholdQuadratic } from './threshold-quadratic.ts';

/** A lower bound of E_H + E_HK / kappaH, and the spectrum that it rests on. */
export interface ThresholdFloor {
  readonly floor: number;
  readonly spectrum?: EigenvalueBounds;
}

/** The floor for activities on the simplex: L*(g) - b . g >= -L(b), and g . M g is a mean of entries of M. */
export function simplexFloor(quadratic: ThresholdQuadratic): ThresholdFloor {
  const { neurons, edges } = quadratic;
  const added = new Map(edges.map(({ i, j, weight }) => [Math.min(i, j) * neurons + Math.max(i, j), Math.abs(weight)]));
  let largest = 0;
  quadratic.entries((i, j, weight) => {
    const key = i * neurons + j;
    largest = Math.max(largest, weight + (added.get(key) ?? 0));
    added.delete(key);
  });
  for (const weight of added.values()) largest = Math.max(largest, weight);
  return { floor: -quadratic.lagrangianAtBias - largest / 2 };
}

/** The floor for activities in a box: the better of a bound by the spectrum and one entry by entry. */
export function boxFloor(quadratic: ThresholdQuadratic): ThresholdFloor {
  const { facts, edges, linear, constant, neurons } = quadratic;
  const [low, high] = facts.range;
  const reach = Math.max(Math.abs(low), Math.abs(high)) ** 2;
  const coupled = edges.reduce((sum, { weight }) => sum + Math.abs(weight), 0) * reach;
  const { largest } = extremeEigenvalues(quadratic.product, neurons);
  const curvature = 1 / facts.steepness;
  const bySpectrum = linear.reduce((sum, c) => sum + leastQuadratic(curvature - largest.high, c, low, high), constant);
  let byEntry = constant;
  const diagonal = new Float64Array(neurons);
  quadratic.entries((i, j, weight) => {
    if (i === j) diagonal[i] = weight;
    else byEntry -= Math.max(weight * low * low, weight * low * high, weight * high * high);
  });
  linear.forEach((c, i) => {
    byEntry += leastQuadratic(curvature - diagonal[i]!, c, low, high);
  });
  return { floor: Math.max(bySpectrum, byEntry) - coupled, spectrum: largest };
}

/** The least value of a g^2 / 2 - c g for g in [low, high]; ends without bound need a > 0. */
export function leastQuadratic(a: number, c: number, low: number, high: number): number {
  const at = (g: number): number => (a * g * g) / 2 - c * g;
  if (a > 0) return at(Math.min(Math.max(c / a, low), high));
  return Math.min(at(low), at(high));
}
