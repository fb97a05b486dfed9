import { readFileSync } from 'node:fs';
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

/**
 * Judges those of the mutants of one kind whose result is not known, on so many processes; results are kept as they
 * come. @throws {JudgeError} (rejects) if the suite fails without any fault.
 */
export async function mutateKernels(
  root: string,
  part: KernelPart,
  mutants: readonly Mutant[],
  results: ResultFile,
  processes: number,
  { tell, signal }: Watch,
): Promise<void> {
  const digests = new Map<string, string>();
  const digest = (file: string): string => {
    const known = digests.get(file) ?? digestOf(readFileSync(`${root}/${file}`, 'utf8'));
    digests.set(file, known);
    return known;
  };
  const waiting = mutants.filter(({ id, file }) => results.find(id, digest(file)) === undefined);
  const work = async (): Promise<void> => {
    const judge = new JudgeProcess(root, part);
    const end = (): void => judge.close();
    signal.addEventListener('abort', end);
    try {
      for (;;) {
        const mutant = signal.aborted ? undefined : waiting.shift();
        if (mutant === undefined) return;
        const { outcome, by } = await judge.judge(mutant);
        if (signal.aborted) return;
        const { id, file, line, original, replacement } = mutant;
        const result = { id, file, line, original, replacement, outcome, by, digest: digest(file) };
        results.add(result);
        tell(result, waiting.length);
      }
    } finally {
      signal.removeEventListener('abort', end);
      judge.close();
    }
  };
  await Promise.all(Array.from({ length: Math.min(processes, waiting.length) }, work));
}
