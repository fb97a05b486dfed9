import type { HostState } from '@hkmem/backend';

/** Why an integration ended. The first two are successes. */
export type ResultCode = 'reached-end' | 'steady-state' | 'step-limit' | 'step-underflow' | 'diverged';

/** What an integration cost. */
export interface FlowStatistics {
  /** Steps taken. */
  readonly accepted: number;
  /** Tries that were too inaccurate and were made again with a smaller size. */
  readonly rejected: number;
  /** Evaluations of the field. */
  readonly evaluations: number;
}

/** A state kept on the way. */
export interface SavedState {
  /** Its time. */
  readonly t: number;
  /** x [B, N] and s [B, N, D] at that time. */
  readonly state: HostState;
}

/** Whether an end is a success. */
export function isSuccess(code: ResultCode): boolean {
  return code === 'reached-end' || code === 'steady-state';
}
