import { ValueError } from '@hkmem/backend';
import type { Tableau } from '../solvers/tableau.ts';
import type { StepControl } from '../stepping/step-control.ts';
import type { FlowStatistics, ResultCode } from './result.ts';

/** How to integrate: a method, its steps, the end time, and whether s is put back on the sphere after each step. */
export interface FlowOptions {
  /** The Runge-Kutta method. */
  readonly solver: Tableau;
  /** Its steps. */
  readonly control: StepControl;
  /** T, 1 in the protocol of arXiv 2505.03648. */
  readonly until: number;
  /** Renormalise s after every step. The field normalises inside, so this only removes the drift of |s|. */
  readonly renormalise: boolean;
}

/** @throws {ValueError} on an end time that is not above 0. */
export function checkEndTime(until: number): void {
  if (!(until > 0 && Number.isFinite(until))) throw new ValueError('end time', until, 'a number above 0');
}

/** The end of a flow on an engine's state. */
export interface FlowEnd {
  /** Why the flow ended. */
  readonly code: ResultCode;
  /** The time it came to. */
  readonly t: number;
  /** What it cost. */
  readonly statistics: FlowStatistics;
  /** Sizes of the accepted steps, in order. */
  readonly stepSizes: readonly number[];
}
