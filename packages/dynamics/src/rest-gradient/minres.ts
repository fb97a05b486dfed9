import { addScaled, innerProduct } from '@hkmem/energy';
import type { StateMetric } from '../rest/metric.ts';
import type { Packed } from '../rest/packed.ts';
import type { RestProblem } from '../rest/rest-problem.ts';

/** The solution for one sample, with the norm of what is left of the right side over that of the right side. */
export interface MinresSolution {
  readonly solution: Packed;
  readonly residual: number;
}

/** The recurrences of one sample; a pair holds the value before and the one now. */
interface Run {
  readonly n: number;
  readonly metric: StateMetric;
  readonly size: number;
  readonly solution: Packed;
  vectors: readonly [Packed, Packed];
  directions: readonly [Packed, Packed];
  cosines: readonly [number, number];
  sines: readonly [number, number];
  beta: number;
  left: number;
}

/**
 * Solves T v = b for many samples at once by the minimal residual method of Paige and Saunders (SIAM J. Numer. Anal. 12,
 * 1975) in the inner product G, in which T is self-adjoint: at a minimum as fast as conjugate gradients, at a saddle too,
 * and where T is singular and b in its range, the solution of least norm. Eight vectors a sample, whatever the steps.
 */
export async function minres(
  problem: RestProblem,
  states: readonly Packed[],
  metrics: readonly StateMetric[],
  right: readonly Packed[],
  tolerance: number,
  most: number,
): Promise<MinresSolution[]> {
  const runs = right.map((b, n) => startRun(b, metrics[n]!, n));
  let active = runs.filter((run) => run.size > 0);
  for (let step = 0; step < most && active.length > 0; step++) {
    const images = await problem.curvatures(
      active.map((run) => states[run.n]!),
      active.map((run) => run.metric),
      active.map((run) => run.vectors[1]),
    );
    active = active.filter((run, k) => advance(run, images[k]!, tolerance));
  }
  return runs.map(({ solution, left, size }) => ({ solution, residual: size > 0 ? Math.abs(left) / size : 0 }));
}

function startRun(b: Packed, metric: StateMetric, n: number): Run {
  const size = Math.sqrt(Math.max(innerProduct(b, metric.apply(b)), 0));
  const zero = new Float64Array(b.length);
  return {
    n,
    metric,
    size,
    solution: new Float64Array(b.length),
    vectors: [zero, b.map((entry) => entry / (size || 1))],
    directions: [zero, zero],
    cosines: [1, 1],
    sines: [0, 0],
    beta: 0,
    left: size,
  };
}

/** One step; false once the sample is done. */
function advance(run: Run, image: Packed, tolerance: number): boolean {
  const { metric, solution, beta, left } = run;
  const [vectorBefore, vector] = run.vectors;
  const [directionBefore, direction] = run.directions;
  const [cosineBefore, cosine] = run.cosines;
  const [sineBefore, sine] = run.sines;
  const alpha = innerProduct(metric.apply(vector), image);
  addScaled(image, -alpha, vector);
  addScaled(image, -beta, vectorBefore);
  const nextBeta = Math.sqrt(Math.max(innerProduct(image, metric.apply(image)), 0));
  const corner = cosine * alpha - cosineBefore * sine * beta;
  const pivot = Math.hypot(corner, nextBeta);
  if (!(pivot > 1e-14 * (Math.abs(alpha) + beta))) return false;
  const [first, second] = [sine * alpha + cosineBefore * cosine * beta, sineBefore * beta];
  const next = vector.map((entry, k) => (entry - second * directionBefore[k]! - first * direction[k]!) / pivot);
  const [nextCosine, nextSine] = [corner / pivot, nextBeta / pivot];
  addScaled(solution, nextCosine * left, next);
  run.left = -nextSine * left;
  run.directions = [direction, next];
  run.cosines = [cosine, nextCosine];
  run.sines = [sine, nextSine];
  run.beta = nextBeta;
  if (!(Math.abs(run.left) > tolerance * run.size) || nextBeta === 0) return false;
  run.vectors = [vector, image.map((entry) => entry / nextBeta)];
  return true;
}
