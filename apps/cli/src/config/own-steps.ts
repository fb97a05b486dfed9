import type { ExecutionConfig } from '@hkmem/experiments';

/** How a run is gone about, with steps of its own for each image that judges it. */
export function withOwnSteps(execution: ExecutionConfig): ExecutionConfig {
  return { ...execution, evaluation: { ...execution.evaluation, steps: 'own' } };
}
