import type { Backend } from '@hkmem/backend';
import type { System } from '../conformance.ts';
import type { Outcome } from '../results/result.ts';

/** What a judge finds of one mutant. */
export interface Verdict {
  readonly outcome: Outcome;
  /** What found it, or why it cannot be found. */
  readonly by: string;
}

/** The first system in which the backend is off, or undefined. That one is tried first the next time. */
export async function firstFault(backend: Backend, systems: System[]): Promise<string | undefined> {
  for (const [n, system] of systems.entries()) {
    try {
      await system.run(backend);
    } catch (error) {
      systems.unshift(...systems.splice(n, 1));
      return `${system.name}: ${messageOf(error)}`;
    }
  }
  return undefined;
}

export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0]!.slice(0, 160);
}
