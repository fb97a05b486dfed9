import { type Engine, HkmemError, type HostArray, type HostState, largestOf } from '@hkmem/backend';
import { addScaled } from '@hkmem/energy';
import { batchOf } from '../integrate/integrate.ts';
import { NotAtRestError } from '../rest/errors.ts';
import { checkInput } from '../rest/input.ts';
import { checkState, type Packed, packedSize, packSamples, rootMeanSquare, unpackSamples } from '../rest/packed.ts';
import { type RestCost, RestProblem } from '../rest/rest-problem.ts';
import { commonRotations, withoutDirections } from '../rest/rotations.ts';
import { inTurningFrame } from '../rest/turning-frame.ts';
import { minres } from './minres.ts';

/** Settings of `restGradient`. */
export interface RestGradientOptions {
  /** Parameters whose gradients are wanted; they are the engine's trainable ones afterwards. */
  readonly trainable: readonly string[];
  /** The constant input under which the states rest, [B, N]. */
  readonly input?: HostArray;
  /** Residual of the linear solve, relative; default 1e-10 in float64 and 1e-5 in float32. */
  readonly tolerance?: number;
  /** Root mean square of the field up to which a state counts as rest; default 1e-6, and 1e-4 in float32. */
  readonly restTolerance?: number;
  /** Products of a sample, at most; default 200. */
  readonly products?: number;
}

/** What `restGradient` found besides the gradients, which the engine holds. */
export interface RestGradient {
  /** dL/du of each sample's input, [B, N]; absent without threshold units. */
  readonly input?: Float64Array;
  /** Of each sample: what is left of its cotangent, relative. */
  readonly residuals: Float64Array;
  /** Of each sample: the share of its cotangent along common rotations of the oscillators, which no rest decides on. */
  readonly rotations: Float64Array;
  /** What it cost, summed over samples. */
  readonly cost: RestCost;
}

/** The loss changes along a direction in which a rest is not isolated, so where it comes to rest has no gradient. */
export class SingularRestError extends HkmemError {
  constructor(sample: number, residual: number, allowed: number) {
    super(
      `gradient at rest: sample ${sample} keeps ${residual.toPrecision(3)} of its cotangent, allowed is ${allowed}. The ` +
        'rest is flat in a direction that the loss sees (oscillators that nothing holds), or the solve needs more products.',
    );
  }
}

/**
 * The gradient of a loss at rests, by the implicit function theorem: f(y, theta) = 0 gives dL/dtheta = -lambda . df/dtheta
 * with J^T lambda = dL/dy. The Jacobian is self-adjoint in the inner product G of the flow, so lambda = -(dL/dx, 0) + G v
 * with -J^T G v the rest of dL/dy, and v comes from `minres`: memory does not grow with how far the flow went. x without
 * slope (silent relu units) is exact in the first term; common rotations of all oscillators are taken off dL/dy. Where
 * the states started has no gradient. The engine ends with `trainable` set and their gradients summed over the batch.
 * @throws {NotAtRestError} if a state is not at rest. @throws {SingularRestError} as it says.
 * @throws {ShapeError | NonFiniteError | UnknownNameError} on arrays or paths that do not fit.
 */
export async function restGradient(
  engine: Engine,
  rest: HostState,
  cotangent: HostState,
  options: RestGradientOptions,
): Promise<RestGradient> {
  const single = engine.precision === 'float32';
  const { tolerance = single ? 1e-5 : 1e-10, restTolerance = single ? 1e-4 : 1e-6, products = 200 } = options;
  const batch = batchOf(engine, rest);
  const size = packedSize(engine.spec);
  checkState(size, rest, batch);
  checkState(size, cotangent, batch);
  if (options.input !== undefined) checkInput(engine, options.input, batch);
  const N = engine.spec.neurons;
  const states = packSamples(size, rest, batch);
  const samples = states.map((state, b) => ({
    state,
    input: options.input && Float64Array.from(options.input.subarray(b * N, (b + 1) * N)),
  }));
  const problem = await RestProblem.of(engine);
  const wanted = packSamples(size, cotangent, batch).map((c, b) => problem.metricAt(states[b]!).tangent(c));
  try {
    return await inTurningFrame(engine, async () => {
      engine.setTrainable([]);
      await requireRest(problem, samples, restTolerance);
      const sizes = wanted.map((c) => rootMeanSquare(c) || 1);
      const rotations = wanted.map((c, b) => {
        const before = rootMeanSquare(c);
        withoutDirections(c, commonRotations(engine.spec, states[b]!));
        if (rootMeanSquare(c) <= 1e-12 * before) c.fill(0);
        return Math.sqrt(Math.max(0, before ** 2 - rootMeanSquare(c) ** 2)) / sizes[b]!;
      });
      const lambdas = await adjoints(problem, states, wanted, tolerance, products);
      engine.setTrainable(options.trainable);
      const pulled = await problem.pullBacks(
        states,
        lambdas.map((lambda) => lambda.map((entry) => -entry)),
      );
      const residuals = pulled.map((out, b) => {
        return rootMeanSquare(out.map((entry, k) => entry + wanted[b]![k]!)) / sizes[b]!;
      });
      requireSolved(residuals, Math.max(1e3 * tolerance, 1e-6));
      const input =
        size.x > 0 &&
        unpackSamples(
          size,
          lambdas.map((lambda) => lambda.map((entry) => -entry)),
        ).x;
      return {
        ...(input && { input: Float64Array.from(input) }),
        residuals: Float64Array.from(residuals),
        rotations: Float64Array.from(rotations),
        cost: problem.cost,
      };
    });
  } finally {
    problem.dispose();
  }
}

/** lambda of each sample. */
async function adjoints(
  problem: RestProblem,
  states: readonly Packed[],
  wanted: readonly Packed[],
  tolerance: number,
  products: number,
): Promise<Packed[]> {
  const { x } = problem.size;
  const metrics = states.map((state) => problem.metricAt(state));
  const lambdas = wanted.map((c) => c.map((entry, k) => (k < x ? -entry : 0)));
  const pulled = await problem.pullBacks(states, lambdas);
  const right = pulled.map((image, b) => metrics[b]!.invert(image.map((entry, k) => entry - wanted[b]![k]!)));
  const solutions = await minres(problem, states, metrics, right, tolerance, products);
  solutions.forEach(({ solution }, b) => {
    addScaled(lambdas[b]!, 1, metrics[b]!.apply(solution));
  });
  return lambdas;
}

async function requireRest(
  problem: RestProblem,
  samples: readonly { readonly state: Packed; readonly input?: Packed | undefined }[],
  allowed: number,
): Promise<void> {
  const norms = (await problem.fields(samples)).map(rootMeanSquare);
  const moving = norms.flatMap((norm, b) => (norm <= allowed ? [] : [b]));
  if (moving.length > 0) throw new NotAtRestError('gradient at rest', moving, largestOf(norms), allowed);
}

function requireSolved(residuals: readonly number[], allowed: number): void {
  const worst = residuals.reduce((most, residual, b) => (residual <= residuals[most]! ? most : b), 0);
  if (!(residuals[worst]! <= allowed)) throw new SingularRestError(worst, residuals[worst]!, allowed);
}
