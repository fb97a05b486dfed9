import { type Engine, type HostArray, type HostState, largestOf, ValueError } from '@hkmem/backend';
import { batchOf } from '../integrate/integrate.ts';
import { NotAtRestError } from '../rest/errors.ts';
import { checkInput } from '../rest/input.ts';
import { descentsOf, newtonDescent } from '../rest/newton.ts';
import { checkState, type Packed, packedSize, packSamples } from '../rest/packed.ts';
import type { RestLoss } from '../rest/rest-loss.ts';
import { type RestCost, RestProblem, type RestSampleInput } from '../rest/rest-problem.ts';
import { inTurningFrame } from '../rest/turning-frame.ts';

/** Settings of `equilibriumGradient`. */
export interface EquilibriumOptions {
  /** Parameters whose gradients are wanted; they are the engine's trainable ones afterwards. */
  readonly trainable: readonly string[];
  /** Strength of the nudge, above 0; default 1e-3 in float64 and 0.1 in float32. Its square is the error's size. */
  readonly beta?: number;
  /** The constant input under which the states rest, [B, N]. */
  readonly input?: HostArray;
  /** Root mean square of a nudged phase's field that counts as rest; default 1e-6 beta, and 1e-5 in float32. */
  readonly tolerance?: number;
  /** Newton steps of a phase, at most; default 60. */
  readonly steps?: number;
  /** Products of a step, at most; default 50. */
  readonly products?: number;
}

/** What `equilibriumGradient` found besides the gradients, which the engine holds. */
export interface EquilibriumGradient {
  /** The loss at the free rests, summed over samples. */
  readonly loss: number;
  /** What it cost, summed over samples. */
  readonly cost: RestCost;
}

/**
 * Equilibrium propagation (Scellier and Bengio, Frontiers in Computational Neuroscience 11, 2017) with symmetric nudges
 * (Laborieux and others, Frontiers in Neuroscience 15, 2021): from the free rests, the rests of E + beta l and E - beta l,
 * and dL/dtheta = (dE/dtheta(+) - dE/dtheta(-)) / (2 beta), off by the order of beta^2. Nudges act on both kinds of unit,
 * as a force -beta dl/dg / kappaH on x and -beta dl/ds / kappaK along the sphere. Since E is quadratic in g, the
 * difference is the engine's df/dtheta between the two rests times how far g and s moved, so one `vjp` gives it. No linear
 * system is solved for it: what moves is the memory. The engine ends with `trainable` set and gradients summed over the
 * batch.
 * @throws {NotAtRestError} if a nudged phase does not come to rest; a smaller beta stays nearer.
 * @throws {ValueError | ShapeError | NonFiniteError} on settings or arrays that do not fit.
 */
export async function equilibriumGradient(
  engine: Engine,
  rest: HostState,
  loss: RestLoss,
  options: EquilibriumOptions,
): Promise<EquilibriumGradient> {
  const single = engine.precision === 'float32';
  const { beta = single ? 0.1 : 1e-3, steps = 60, products = 50 } = options;
  if (!(beta > 0 && Number.isFinite(beta))) throw new ValueError('beta of a nudge', beta, 'a number above 0');
  const tolerance = options.tolerance ?? (single ? 1e-5 : 1e-6 * beta);
  const size = packedSize(engine.spec);
  const batch = batchOf(engine, rest);
  checkState(size, rest, batch);
  if (options.input !== undefined) checkInput(engine, options.input, batch);
  const N = engine.spec.neurons;
  const free = packSamples(size, rest, batch);
  const samples = free.map((state, b): RestSampleInput => {
    return { state, input: options.input && Float64Array.from(options.input.subarray(b * N, (b + 1) * N)) };
  });
  const problem = await RestProblem.of(engine);
  try {
    return await inTurningFrame(engine, async () => {
      engine.setTrainable([]);
      const [up, down] = [
        await nudgedRests(problem, samples, { loss, beta }, { tolerance, steps, products }),
        await nudgedRests(problem, samples, { loss, beta: -beta }, { tolerance, steps, products }),
      ];
      engine.setTrainable(options.trainable);
      const middles = up.map((state, b) =>
        problem.moved(
          state,
          state.map((entry, k) => (down[b]![k]! - entry) / 2),
        ),
      );
      await problem.pullBacks(
        middles,
        up.map((state, b) => moved(problem, state, down[b]!, beta)),
      );
      const value = (state: Packed, b: number): number => loss.value(state.slice(0, size.x), state.slice(size.x), b);
      return { loss: free.reduce((sum, state, b) => sum + value(state, b), 0), cost: problem.cost };
    });
  } finally {
    problem.dispose();
  }
}

/** -(kappaH dg, kappaK ds) / (2 beta), how far activities and oscillators moved from one nudge to the other. */
function moved(problem: RestProblem, up: Packed, down: Packed, beta: number): Packed {
  const { kappaH = 1, kappaK = 1 } = problem.engine.spec.coupling ?? {};
  const [above, below] = [problem.activities(up), problem.activities(down)];
  const { x } = problem.size;
  return above.map((entry, k) => (-(k < x ? kappaH : kappaK) * (entry - below[k]!)) / (2 * beta));
}

async function nudgedRests(
  problem: RestProblem,
  samples: readonly RestSampleInput[],
  nudge: { readonly loss: RestLoss; readonly beta: number },
  settings: { readonly tolerance: number; readonly steps: number; readonly products: number },
): Promise<Packed[]> {
  const nudged = samples.map((sample, index) => ({ ...sample, nudge: { ...nudge, index } }));
  const descents = await descentsOf(problem, nudged);
  await newtonDescent(problem, descents, settings);
  const moving = descents.flatMap(({ norm }, b) => (norm <= settings.tolerance ? [] : [b]));
  if (moving.length > 0) {
    const worst = largestOf(descents.map(({ norm }) => norm));
    throw new NotAtRestError(
      `phase of equilibrium propagation with beta = ${nudge.beta}`,
      moving,
      worst,
      settings.tolerance,
    );
  }
  return descents.map(({ state }) => state);
}
