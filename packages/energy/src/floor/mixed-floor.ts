import {
  activationOf,
  type Float64Parameters,
  type ReferenceSystem,
  referenceSystem,
  resolveSystem,
  type SystemSpec,
} from '@hkmem/backend';
import { extremeEigenvalues, type SymmetricProduct } from '../spectrum/extreme-eigenvalues.ts';
import { leastQuadratic } from './bounded-activity.ts';
import { type CouplingBounds, couplingBounds } from './coupling-bounds.ts';
import { entriesOf, positiveProduct } from './threshold-quadratic.ts';
import { type UnitBounds, unitBounds } from './unit-bounds.ts';

/** A lower bound of E_H + E_HK / kappaH, or why there is none that is known. */
export type MixedFloor = { readonly floor: number } | { readonly why: string };

/**
 * The floor of units that differ: each layer with its own Lagrangian, and couplings that are laws. As for units that are alike
 * the energy is at least half g . (C - W) g - (b + C g(0)) . g + g(0) . C g(0) / 2 - L(0) and what the coupling takes, with
 * C = 1/m unit by unit. Units without bound, U, are held if C - W is positive definite on them, by mu at least: then the sum
 * over u of mu g^2 / 2 - a g is least for an a among the ends of what the others add to it; over a layer of a simplex at one of
 * its corners, since the least of linear functions is concave. The others, K, are bounded in their box.
 */
export function mixedFloor(spec: SystemSpec, values: Float64Parameters): MixedFloor {
  const system = referenceSystem(spec, values);
  const units = unitBounds(spec, values);
  const coupling = couplingBounds(system, values, units);
  if (coupling === undefined) return { why: 'no bound was found of the law of the coupling at these parameters' };
  const form = quadraticForm(system, values, units, coupling);
  const [U, K] = [form.indices(false), form.indices(true)];
  if (U.some((i) => units.curvature[i] === 0)) {
    return { why: 'activities that have no bound have no bound of their slope either' };
  }
  const mu = U.length === 0 ? 0 : heldBy(system, values, U, units, coupling);
  if (U.length > 0 && !(mu > 0)) {
    return { why: 'units without bound excite each other at least as strongly as their Lagrangians hold them' };
  }
  return { floor: form.constant + coupling.floor + form.boundedPart(K) + form.unboundedPart(U, K, mu) };
}

interface QuadraticForm {
  readonly constant: number;
  /** Units whose activities have bounds, or have none. */
  indices(bounded: boolean): readonly number[];
  boundedPart(K: readonly number[]): number;
  unboundedPart(U: readonly number[], K: readonly number[], mu: number): number;
}

function quadraticForm(
  system: ReferenceSystem,
  values: Float64Parameters,
  { low, high, curvature, simplexes }: UnitBounds,
  { edges }: CouplingBounds,
): QuadraticForm {
  const { spec } = system;
  const N = spec.neurons;
  const activation = activationOf(resolveSystem(spec).layers, values);
  const [zero, middle] = [new Float64Array(N), new Float64Array(N)];
  activation.activity(zero, middle);
  const linear = values['hopfield.bias']!.map((b, i) => b + curvature[i]! * middle[i]!);
  const constant = middle.reduce((sum, g, i) => sum + (curvature[i]! * g * g) / 2, 0) - activation.lagrangian(zero);
  const bounded = Array.from(low, (least, i) => Number.isFinite(least) && Number.isFinite(high[i]!));
  const reach = Float64Array.from(low, (least, i) => Math.max(Math.abs(least), Math.abs(high[i]!)));
  const entries = entriesOf(system, spec, values);

  const boundedPart = (K: readonly number[]): number => {
    let inner = 0;
    const diagonal = new Float64Array(N);
    entries((i, j, w) => {
      if (!bounded[i] || !bounded[j]) return;
      if (i === j) diagonal[i] = w;
      else
        inner -= Math.max(
          w * low[i]! * low[j]!,
          w * low[i]! * high[j]!,
          w * high[i]! * low[j]!,
          w * high[i]! * high[j]!,
        );
    });
    const boxed = (held: (i: number) => number): number =>
      K.reduce((sum, i) => sum + leastQuadratic(held(i), linear[i]!, low[i]!, high[i]!), 0);
    const byEntry = boxed((i) => curvature[i]! - diagonal[i]!) + inner;
    const coupled = edges.reduce((sum, { i, j, weight }) => {
      return sum + (bounded[i] && bounded[j] ? Math.abs(weight) * reach[i]! * reach[j]! : 0);
    }, 0);
    if (inner === 0) return byEntry - coupled;
    const own = among(K, (v, out) => system.threshold!.weights.product(v, out), N);
    const most = extremeEigenvalues(own, K.length).largest.high;
    return (
      Math.max(
        byEntry,
        boxed((i) => curvature[i]! - most),
      ) - coupled
    );
  };

  const unboundedPart = (U: readonly number[], K: readonly number[], mu: number): number => {
    const spread = new Float64Array(N);
    for (const { i, j, weight } of edges) {
      if (bounded[i] && !bounded[j]) spread[j]! += Math.abs(weight) * reach[i]!;
      if (bounded[j] && !bounded[i]) spread[i]! += Math.abs(weight) * reach[j]!;
    }
    const least = (u: number, lowest: number, highest: number): number =>
      Math.min(
        leastQuadratic(mu, lowest - spread[u]!, low[u]!, high[u]!),
        leastQuadratic(mu, highest + spread[u]!, low[u]!, high[u]!),
      );
    const [simplex] = simplexes;
    if (simplex !== undefined && simplex.size === K.length) {
      const added = new Map(K.map((k) => [k, new Float64Array(N)]));
      entries((i, j, w) => {
        if (bounded[i] && !bounded[j]) added.get(i)![j]! += w;
        if (bounded[j] && !bounded[i]) added.get(j)![i]! += w;
      });
      const corners = K.map((k) => {
        const own = added.get(k)!;
        return U.reduce((sum, u) => sum + least(u, linear[u]! + own[u]!, linear[u]! + own[u]!), 0);
      });
      return corners.reduce((lowest, corner) => Math.min(lowest, corner), Number.POSITIVE_INFINITY);
    }
    const [lowest, highest] = [linear.slice(), linear.slice()];
    entries((i, j, w) => {
      for (const [u, k] of [
        [i, j],
        [j, i],
      ] as const) {
        if (bounded[u] || !bounded[k]) continue;
        lowest[u]! += Math.min(w * low[k]!, w * high[k]!);
        highest[u]! += Math.max(w * low[k]!, w * high[k]!);
      }
    });
    return U.reduce((sum, u) => sum + least(u, lowest[u]!, highest[u]!), 0);
  };

  const indices = (which: boolean): readonly number[] => bounded.flatMap((is, i) => (is === which ? [i] : []));
  return { constant, indices, boundedPart, unboundedPart };
}

/** A bound from below of the smallest eigenvalue of C - W - |w| on U; for g >= 0 negative weights may be left out of W. */
function heldBy(
  system: ReferenceSystem,
  values: Float64Parameters,
  U: readonly number[],
  { low, curvature }: UnitBounds,
  { edges }: CouplingBounds,
): number {
  const N = system.spec.neurons;
  const bound = (product: SymmetricProduct): number => {
    const whole: SymmetricProduct = (v, out) => {
      product(v, out);
      for (const { i, j, weight } of edges) {
        out[i]! += Math.abs(weight) * v[j]!;
        out[j]! += Math.abs(weight) * v[i]!;
      }
      for (const u of U) out[u]! -= curvature[u]! * v[u]!;
    };
    return -extremeEigenvalues(among(U, whole, N), U.length).largest.high;
  };
  const own = bound((v, out) => system.threshold!.weights.product(v, out));
  if (own > 0 || !U.every((u) => low[u]! >= 0)) return own;
  return Math.max(own, bound(positiveProduct(system, system.spec, values)));
}

/** A product of vectors of some units alone. */
function among(units: readonly number[], product: SymmetricProduct, N: number): SymmetricProduct {
  return (v, out) => {
    const [whole, image] = [new Float64Array(N), new Float64Array(N)];
    units.forEach((i, k) => {
      whole[i] = v[k]!;
    });
    product(whole, image);
    units.forEach((i, k) => {
      out[k]! += image[i]!;
    });
  };
}
