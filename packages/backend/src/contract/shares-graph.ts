import { sameGraph } from './graph.ts';
import type { SystemSpec } from './system-spec.ts';

/** Whether oscillators and coupling are laid on one graph, so that one pass over edges serves both. */
export function sharesGraph({ oscillators, coupling }: Pick<SystemSpec, 'oscillators' | 'coupling'>): boolean {
  return oscillators !== undefined && coupling !== undefined && sameGraph(oscillators.graph, coupling.graph);
}
