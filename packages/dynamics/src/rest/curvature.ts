import { RandomKey } from '@hkmem/backend';
import { Lanczos } from '@hkmem/energy';
import type { StateMetric } from './metric.ts';
import type { Packed } from './packed.ts';
import type { RestProblem } from './rest-problem.ts';
import { commonRotations, withoutDirections } from './rotations.ts';

/**
 * The smallest curvature of the energy at a rest: the smallest theta of S v = theta G v, S the Hessian of E and G the
 * inner product in which the flow is steepest descent, among directions that move an activity or an oscillator and turn
 * not all oscillators alike. It is the rate, per time, at which the slowest small departure dies out.
 */
export interface RestCurvature {
  /** A Ritz value: theta is not above it. */
  readonly value: number;
  /** Some eigenvalue lies within this of `value`: the residual of the Ritz pair. */
  readonly error: number;
  /** The direction it belongs to, of length 1 in G. */
  readonly direction: Packed;
}

/** Products between looks at the Ritz values. */
const stride = 4;

/** The smallest curvature of each state, by Lanczos steps for all states at once, `most` products each at most. */
export async function smallestCurvatures(
  problem: RestProblem,
  states: readonly Packed[],
  tolerance: number,
  most: number,
): Promise<(RestCurvature | undefined)[]> {
  const runs = states.map((state, n) => startRun(problem, state, n));
  const found: (RestCurvature | undefined)[] = states.map(() => undefined);
  let active = runs.filter((run) => run.lanczos.vector !== undefined);
  while (active.length > 0) {
    const images = await problem.curvatures(
      active.map((run) => run.state),
      active.map((run) => run.metric),
      active.map((run) => run.lanczos.vector!),
    );
    active = active.filter((run, k) => {
      run.lanczos.absorb(withoutDirections(images[k]!, run.rotations));
      const { steps, vector } = run.lanczos;
      const last = vector === undefined || steps >= most;
      if (!last && steps % stride !== 0) return true;
      const curvature = smallestRitz(run.lanczos);
      if (!last && curvature.error > tolerance * Math.max(1, Math.abs(curvature.value))) return true;
      found[run.n] = curvature;
      return false;
    });
  }
  return found;
}

interface LanczosRun {
  readonly n: number;
  readonly state: Packed;
  readonly metric: StateMetric;
  readonly rotations: readonly Packed[];
  readonly lanczos: Lanczos;
}

function startRun(problem: RestProblem, state: Packed, n: number): LanczosRun {
  const metric = problem.metricAt(state);
  const rotations = commonRotations(problem.engine.spec, state);
  const random = RandomKey.fromSeed(n).fold('curvature').normal(state.length);
  // A start that is even in the coordinates of G^(1/2) would weigh directions alike; G^0 is near enough and cheaper.
  const start = withoutDirections(metric.project(random), rotations);
  return { n, state, metric, rotations, lanczos: new Lanczos(start, (v) => metric.apply(v)) };
}

function smallestRitz(lanczos: Lanczos): RestCurvature {
  const { values, vectors } = lanczos.eigen(true);
  const coefficients = vectors[0]!;
  const error = lanczos.vector === undefined ? 0 : Math.abs(lanczos.remainder * coefficients.at(-1)!);
  return { value: values[0]!, error, direction: lanczos.combine(coefficients) };
}
