import { addScaled, innerProduct } from '@hkmem/energy';
import type { StateMetric } from './metric.ts';
import type { Packed } from './packed.ts';
import type { RestProblem } from './rest-problem.ts';

/** The step that truncated conjugate gradients give one sample. */
export interface NewtonDirection {
  readonly step: Packed;
  /** Whether a direction was met along which the energy curves down; the step is then not to be taken. */
  readonly negative: boolean;
}

interface Run {
  readonly n: number;
  readonly goal: number;
  readonly step: Packed;
  readonly rest: Packed;
  along: Packed;
  square: number;
  negative: boolean;
}

/**
 * Truncated Newton steps T d = f by conjugate gradients in the inner product G, for many samples at once (Nocedal and
 * Wright, Numerical optimization, algorithm 7.1). A sample stops at its `forcing` times the norm of f, or where the energy
 * does not curve up. Where G is 0 the step is f, which ends the leak.
 */
export async function newtonDirections(
  problem: RestProblem,
  states: readonly Packed[],
  metrics: readonly StateMetric[],
  fields: readonly Packed[],
  forcing: readonly number[],
  most: number,
): Promise<NewtonDirection[]> {
  const runs = fields.map((field, n): Run => {
    const rest = metrics[n]!.project(field);
    const square = innerProduct(rest, metrics[n]!.apply(rest));
    const goal = forcing[n]! ** 2 * square;
    return { n, goal, step: new Float64Array(field.length), rest, along: rest.slice(), square, negative: false };
  });
  const rounding = problem.engine.precision === 'float64' ? 1e-10 : 1e-5;
  let active = runs.filter((run) => run.square > 0);
  for (let iteration = 0; iteration < most && active.length > 0; iteration++) {
    const images = await problem.curvatures(
      active.map((run) => states[run.n]!),
      active.map((run) => metrics[run.n]!),
      active.map((run) => run.along),
    );
    active = active.filter((run, k) => advance(run, metrics[run.n]!, images[k]!, rounding));
  }
  return runs.map(({ step, negative, n }) => {
    const unseen = metrics[n]!.project(fields[n]!).map((entry, k) => fields[n]![k]! - entry);
    addScaled(step, 1, unseen);
    return { step, negative };
  });
}

/** One step of a sample's run; false once it has ended. */
function advance(run: Run, metric: StateMetric, image: Packed, rounding: number): boolean {
  const dual = metric.apply(run.along);
  const curvature = innerProduct(dual, image);
  const length = innerProduct(dual, run.along);
  if (!(curvature > rounding * length)) {
    run.negative = !(curvature >= -rounding * length);
    return false;
  }
  addScaled(run.step, run.square / curvature, run.along);
  addScaled(run.rest, -run.square / curvature, image);
  const square = innerProduct(run.rest, metric.apply(run.rest));
  run.along = run.rest.map((entry, k) => entry + (square / run.square) * run.along[k]!);
  run.square = square;
  return square > run.goal;
}
