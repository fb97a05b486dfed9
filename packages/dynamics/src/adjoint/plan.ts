import type { Engine } from '@hkmem/backend';
import { stateBytes } from '../integrate/workspace.ts';
import { evaluationsPerStep, type Tableau } from '../solvers/tableau.ts';

/** What the forward pass keeps for the backward pass. */
export interface StoragePlan {
  /**
   * `stages`: every stage state, nothing is computed twice. `steps`: the start of every `interval`-th step; the rest
   * is computed again, segment by segment.
   */
  readonly keep: 'stages' | 'steps';
  /** Steps between kept starts; 1 keeps all. */
  readonly interval: number;
  /** Largest number of state vectors held at one time, and their bytes. */
  readonly states: number;
  /** Bytes of these state vectors. */
  readonly bytes: number;
}

/** The plan that computes least again within `budget` bytes of stored states (the smallest plan if none fits). */
export function planStorage(
  engine: Engine,
  batch: number,
  solver: Tableau,
  steps: number,
  budget: number,
): StoragePlan {
  const perState = stateBytes(engine, batch);
  const stages = evaluationsPerStep(solver);
  const all = steps * stages + 1;
  if (all * perState <= budget) return { keep: 'stages', interval: 1, states: all, bytes: all * perState };
  const statesAt = (interval: number): number => Math.ceil(steps / interval) + (interval - 1) + stages + 1;
  let best = 1;
  for (let interval = 1; interval <= steps; interval++) {
    if (statesAt(interval) * perState <= budget) return planAt(interval);
    if (statesAt(interval) < statesAt(best)) best = interval;
  }
  return planAt(best);

  function planAt(interval: number): StoragePlan {
    return { keep: 'steps', interval, states: statesAt(interval), bytes: statesAt(interval) * perState };
  }
}

/** One line for people: what is kept and how many bytes that takes. */
export function describePlan(plan: StoragePlan): string {
  const size = `${plan.states} states, ${(plan.bytes / 2 ** 20).toFixed(1)} MiB`;
  if (plan.keep === 'stages') return `every stage is kept (${size}), nothing is computed twice`;
  return `the start of every ${plan.interval === 1 ? '' : `${plan.interval}th `}step is kept (${size}), the rest is computed again`;
}
