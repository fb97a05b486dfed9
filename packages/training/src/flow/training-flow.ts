import { type RandomKey, ValueError } from '@hkmem/backend';
import {
  type FlowOptions,
  fixedSteps,
  flowOptions,
  listedSteps,
  type SolverName,
  type StepControl,
  solverByName,
} from '@hkmem/dynamics';
import { checkWhole } from '../check-whole.ts';

/** How a flow is integrated in training: a known number of steps, so that nothing is read back from a device. */
export interface FlowSettings {
  /** The Runge-Kutta method. */
  readonly solver: SolverName;
  /** Number of steps to `until`. */
  readonly steps: number;
  /** T. */
  readonly until: number;
  /**
   * Step sizes are h_n proportional to exp(U(-jitter, jitter)), sum to `until` and are drawn anew for each update, so
   * that what is learned holds for the flow and not for one pattern of steps. From 0, equal steps, to 3.
   */
  readonly jitter: number;
  /** Renormalise s after every step; default false. */
  readonly renormalise?: boolean;
}

/** The flow with equal steps. @throws {ValueError | UnknownNameError} naming the setting that is out of range. */
export function trainingFlowOptions(flow: FlowSettings): FlowOptions {
  const { jitter, until, renormalise = false } = flow;
  if (!(jitter >= 0 && jitter <= 3)) throw new ValueError('jitter', jitter, 'a number from 0 to 3');
  if (!(until > 0 && Number.isFinite(until))) throw new ValueError('end time', until, 'a number above 0');
  return flowOptions({ solver: solverByName(flow.solver), control: fixedSteps(flow.steps), until, renormalise });
}

/** The steps of one update, counted from 0; a pure function of key and update. */
export function trainingSteps(flow: FlowSettings, key: RandomKey, update: number): StepControl {
  const { steps, until, jitter } = flow;
  checkWhole('update', update, 0);
  if (jitter === 0) return fixedSteps(steps);
  const sizes = key
    .fold(update)
    .uniform(steps)
    .map((uniform) => Math.exp(jitter * (2 * uniform - 1)));
  const sum = sizes.reduce((total, size) => total + size, 0);
  return listedSteps(Array.from(sizes, (size) => (size * until) / sum));
}

/** How a flow is integrated, in words, for checkpoints and reports. */
export function describeFlow({ solver, control, until, renormalise }: FlowOptions): string {
  const steps =
    control.kind === 'adaptive'
      ? `adaptive (rtol ${control.rtol}, atol ${control.atol})`
      : `${control.kind === 'fixed' ? control.steps : control.sizes.length} ${control.kind === 'fixed' ? 'equal' : 'listed'} steps`;
  return `${solver.name}, ${steps}, T = ${until}${renormalise ? ', s renormalised after each step' : ''}`;
}

/** How a flow is integrated in training, in words. */
export function describeTrainingFlow(flow: FlowSettings): string {
  const { solver, steps, until, jitter, renormalise = false } = flow;
  if (jitter === 0) return describeFlow(trainingFlowOptions(flow));
  const end = renormalise ? ', s renormalised after each step' : '';
  return `${solver}, ${steps} steps of sizes proportional to exp(U(-${jitter}, ${jitter})), T = ${until}${end}`;
}
