import { readFileSync } from 'node:fs';
import { RandomKey } from '@hkmem/backend';
import type { EquivalentRules } from './equivalents/rule.ts';
import { JudgeProcess } from './judge/judge-process.ts';
import type { KernelPart } from './mutants/find-mutants.ts';
import type { Mutant } from './mutants/mutant.ts';
import { digestOf, type Result } from './results/result.ts';
import type { ResultFile } from './results/result-file.ts';

/** How a run is watched and ended. */
export interface Watch {
  /** Told of every mutant, with what is left to do. */
  readonly tell: (result: Result, left: number) => void;
  readonly signal: AbortSignal;
}

/** What is done again or besides. */
export interface KernelRun {
  readonly processes: number;
  /** Whether mutants that survived are run again: tests were added. */
  readonly survivors: boolean;
  /** Says which of them are equivalent, and are not. */
  readonly equivalents: Pick<EquivalentRules, 'of'>;
}

/**
 * Judges those of the mutants of one kind whose result is not known, on so many processes; results are kept as they
 * come. What survives is then compared with what it is of. @throws {JudgeError} (rejects) if the suite fails without any
 * fault.
 */
export async function mutateKernels(
  root: string,
  part: KernelPart,
  mutants: readonly Mutant[],
  results: ResultFile,
  { processes, survivors, equivalents }: KernelRun,
  { tell, signal }: Watch,
): Promise<void> {
  const digests = new Map<string, string>();
  const digest = (file: string): string => {
    const known = digests.get(file) ?? digestOf(readFileSync(`${root}/${file}`, 'utf8'));
    digests.set(file, known);
    return known;
  };
  const known = (mutant: Mutant): Result | undefined => results.find(mutant.id, digest(mutant.file));
  const survived = (mutant: Mutant): boolean => known(mutant)?.outcome === 'survived';
  const work = async (task: 'run' | 'compare', waiting: readonly Mutant[]): Promise<void> => {
    let left = waiting.length;
    const share = async (own: readonly Mutant[]): Promise<void> => {
      const judge = new JudgeProcess(root, part);
      const end = (): void => judge.close();
      signal.addEventListener('abort', end);
      try {
        await judge.judge(task, own, (mutant, { outcome, by }) => {
          if (signal.aborted) return;
          const { id, file, line, original, replacement } = mutant;
          const compared = task === 'compare' || (outcome === 'survived' && known(mutant)?.compared === true);
          const result = { id, file, line, original, replacement, outcome, by, digest: digest(file) };
          results.add(compared ? { ...result, by: by || (known(mutant)?.by ?? ''), compared } : result);
          tell(result, --left);
        });
      } finally {
        signal.removeEventListener('abort', end);
        judge.close();
      }
    };
    const count = Math.ceil(waiting.length / processes);
    await Promise.all(
      Array.from({ length: processes }, (_, n) => waiting.slice(n * count, (n + 1) * count))
        .filter((own) => own.length > 0)
        .map(share),
    );
  };
  const again = (mutant: Mutant): boolean => survivors && survived(mutant) && equivalents.of(mutant) === undefined;
  const waiting = mutants.filter((mutant) => known(mutant) === undefined || again(mutant));
  await work('run', part === 'wgsl' ? drawn(waiting) : waiting);
  if (signal.aborted || part === 'wgsl') return;
  await work(
    'compare',
    mutants.filter((mutant) => survived(mutant) && !known(mutant)!.compared && equivalents.of(mutant) === undefined),
  );
}

/** In an order drawn by a fixed seed, so that what is known of them when a run is ended is of a random sample. */
export function drawn<T>(mutants: readonly T[]): readonly T[] {
  const order = RandomKey.fromSeed(1).permutation(mutants.length);
  return Array.from(order, (index) => mutants[index]!);
}
