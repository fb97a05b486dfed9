import { innerProduct } from '@hkmem/energy';
import { newtonDirections } from './conjugate-gradients.ts';
import { type Packed, rootMeanSquare } from './packed.ts';
import type { RestProblem, RestSampleInput } from './rest-problem.ts';

/** A sample on its way to rest. */
export interface Descent extends RestSampleInput {
  state: Packed;
  readonly input?: Packed | undefined;
  /** f + (u, 0) at the state. */
  field: Packed;
  /** Its root mean square. */
  norm: number;
  energy: number;
  /** Of the energy: what was summed for it. */
  scale: number;
}

/** Settings of `newtonDescent`. */
export interface NewtonSettings {
  /** Root mean square of the field at which a sample is done. */
  readonly tolerance: number;
  /** Steps of a sample, at most. */
  readonly steps: number;
  /** Products of one step, at most. */
  readonly products: number;
}

const sufficient = 1e-4;
const halvings = 6;

/** A sample with its field and energy. */
export async function descentsOf(problem: RestProblem, samples: readonly RestSampleInput[]): Promise<Descent[]> {
  const fields = await problem.fields(samples);
  const energies = await problem.energies(samples);
  return samples.map(({ state, input, nudge }, n) => {
    const { total: energy, scale } = energies[n]!;
    return { state, input, nudge, field: fields[n]!, norm: rootMeanSquare(fields[n]!), energy, scale };
  });
}

/**
 * Truncated Newton steps on the energy, in place, halved until it falls enough (Armijo): no step is taken that raises it
 * by more than rounding, and where rounding hides the fall the field must shrink. A sample leaves when its field is small,
 * where the energy does not curve up, or when no step helps.
 */
export async function newtonDescent(
  problem: RestProblem,
  samples: readonly Descent[],
  { tolerance, steps, products }: NewtonSettings,
): Promise<void> {
  let active = samples.filter((sample) => sample.norm > tolerance);
  for (let n = 0; n < steps && active.length > 0; n++) {
    const metrics = active.map((sample) => problem.metricAt(sample.state));
    // Falling forcing terms converge fast (Dembo, Eisenstat and Steihaug, 1982); below 1e-3 rounding along common rotations,
    // which no product can take off, would decide.
    const forcing = active.map(({ norm }) => Math.max(1e-3, Math.min(0.1, Math.sqrt(norm))));
    const directions = await newtonDirections(
      problem,
      active.map((sample) => sample.state),
      metrics,
      active.map((sample) => sample.field),
      forcing,
      products,
    );
    const convex = active.map((_, k) => !directions[k]!.negative);
    const open = active.filter((_, k) => convex[k]!);
    const chosen = directions.filter((_, k) => convex[k]!).map(({ step }) => step);
    const falls = chosen.map((step, k) => innerProduct(open[k]!.field, problem.metricAt(open[k]!.state).apply(step)));
    const taken = await searchLines(problem, open, chosen, falls);
    active = open.filter((sample, k) => taken[k]! && sample.norm > tolerance);
  }
}

/** Moves every sample along its step as far as the energy allows; whether it moved. `falls` are the slopes -dE/dstep. */
async function searchLines(
  problem: RestProblem,
  samples: readonly Descent[],
  steps: readonly Packed[],
  falls: readonly number[],
): Promise<boolean[]> {
  const taken = samples.map(() => false);
  let open = samples.map((_, n) => n);
  for (let halving = 0; halving <= halvings && open.length > 0; halving++) {
    const factor = 2 ** -halving;
    const trials = open.map((n) => ({ ...samples[n]!, state: problem.moved(samples[n]!.state, steps[n]!, factor) }));
    const next = await descentsOf(problem, trials);
    open = open.filter((n, k) => {
      const [sample, trial] = [samples[n]!, next[k]!];
      const allowed = problem.allowance * Math.max(sample.scale, trial.scale);
      const fell = trial.energy <= sample.energy - sufficient * factor * falls[n]! + allowed;
      const seen = sample.energy - trial.energy > allowed;
      if (!(fell && (seen || trial.norm < sample.norm))) return true;
      Object.assign(sample, trial);
      taken[n] = true;
      return false;
    });
  }
  return taken;
}
