import type { EvaluationConfig, ExecutionConfig } from '@hkmem/experiments';

/** How a run is gone about, with steps of its own for each image that judges it; `more` settings of the evaluation. */
export function withOwnSteps(execution: ExecutionConfig, more: Partial<EvaluationConfig> = {}): ExecutionConfig {
  return { ...execution, evaluation: { ...execution.evaluation, steps: 'own', ...more } };
}
