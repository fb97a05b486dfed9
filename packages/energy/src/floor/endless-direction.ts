import { RandomKey } from '@hkmem/backend';
import { extremeEigenvalues, type SymmetricProduct } from '../spectrum/extreme-eigenvalues.ts';
import { innerProduct } from '../spectrum/vectors.ts';
import type { ThresholdQuadratic } from './threshold-quadratic.ts';

/** Activities along which the energy falls for ever. */
export interface EndlessDirection {
  /** g, of length 1; not below 0 where activities cannot be. */
  readonly activity: Float64Array;
  /** +1 or -1 per neuron: oscillators at +-e_1. */
  readonly signs: Float64Array;
  /** g . (W + w_e r_e / kappaH) g, above 1/m. */
  readonly quotient: number;
}

const ascents = 400;
const rounds = 3;

/**
 * Looks for activities g with g . (W + w_e r_e / kappaH) g > |g|^2 / m. Where g may have any sign that is the leading
 * eigenvector; where g >= 0 it is a maximum of a quadratic form over a cone, which projected power steps climb from
 * several starts (none found is no proof that there is none: copositivity is NP-hard, Murty and Kabadi, 1987).
 * Oscillators are set to +-e_1 so that the coupling's share is not below 0.
 */
export function endlessDirection(quadratic: ThresholdQuadratic): EndlessDirection | undefined {
  const { neurons, facts } = quadratic;
  let signs = alignedSigns(quadratic, new Float64Array(neurons).fill(1));
  let best: EndlessDirection | undefined;
  for (let round = 0; round < (quadratic.edges.length === 0 ? 1 : rounds); round++) {
    const matrix = withOscillators(quadratic, signs);
    const ends = extremeEigenvalues(matrix, neurons);
    for (const start of startsOf(ends.largestVector, facts.range[0] >= 0)) {
      const activity = facts.range[0] >= 0 ? climb(matrix, start, Math.max(0, -ends.smallest.low)) : start;
      if (activity === undefined) continue;
      const chosen = alignedSigns(quadratic, activity);
      const quotient = rayleigh(withOscillators(quadratic, chosen), activity);
      if (quotient > (best?.quotient ?? Number.NEGATIVE_INFINITY)) best = { activity, signs: chosen, quotient };
    }
    if (best !== undefined) signs = best.signs.slice();
  }
  const margin = 1 + 64 * neurons * Number.EPSILON;
  return best !== undefined && best.quotient * facts.steepness > margin ? best : undefined;
}

function withOscillators({ product, edges }: ThresholdQuadratic, signs: Float64Array): SymmetricProduct {
  return (v, out) => {
    product(v, out);
    for (const { i, j, weight } of edges) {
      const overlap = signs[i]! * signs[j]!;
      out[i]! += weight * overlap * v[j]!;
      out[j]! += weight * overlap * v[i]!;
    }
  };
}

/** Neuron by neuron the sign under which the edges to the neurons before it gain most: their sum is not below 0. */
function alignedSigns({ neurons, edges }: ThresholdQuadratic, g: Float64Array): Float64Array {
  const signs = new Float64Array(neurons);
  const neighbours: { other: number; gain: number }[][] = Array.from({ length: neurons }, () => []);
  for (const { i, j, weight } of edges) {
    neighbours[Math.max(i, j)]!.push({ other: Math.min(i, j), gain: weight * g[i]! * g[j]! });
  }
  neighbours.forEach((before, i) => {
    signs[i] = before.reduce((sum, { other, gain }) => sum + gain * signs[other]!, 0) >= 0 ? 1 : -1;
  });
  return signs;
}

function startsOf(leading: Float64Array, cone: boolean): Float64Array[] {
  if (!cone) return [leading];
  const N = leading.length;
  const random = RandomKey.fromSeed(1).fold('cone').stream();
  const starts = [leading, leading.map((entry) => -entry), new Float64Array(N).fill(1)];
  for (let n = 0; n < 4; n++) starts.push(Float64Array.from({ length: N }, () => random.uniform(1)[0]!));
  return starts;
}

/** Power steps of W + shift, positive semidefinite, each projected onto g >= 0: g . W g / |g|^2 never falls. */
function climb(matrix: SymmetricProduct, start: Float64Array, shift: number): Float64Array | undefined {
  let g = unit(start.map((entry) => Math.max(entry, 0)));
  let before = Number.NEGATIVE_INFINITY;
  for (let n = 0; n < ascents && g !== undefined; n++) {
    const image = new Float64Array(g.length);
    matrix(g, image);
    const quotient = innerProduct(g, image);
    if (!(quotient - before > 1e-9 * Math.abs(quotient))) break;
    before = quotient;
    const here: Float64Array = g;
    g = unit(image.map((entry, i) => Math.max(entry + shift * here[i]!, 0))) ?? here;
  }
  return g;
}

function unit(v: Float64Array): Float64Array | undefined {
  const norm = Math.sqrt(innerProduct(v, v));
  return norm > 0 ? v.map((entry) => entry / norm) : undefined;
}

function rayleigh(matrix: SymmetricProduct, v: Float64Array): number {
  const image = new Float64Array(v.length);
  matrix(v, image);
  return innerProduct(v, image) / innerProduct(v, v);
}
