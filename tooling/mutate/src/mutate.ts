import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { RandomKey } from '@hkmem/backend';
import { equivalents } from './equivalents/equivalents.ts';
import { grouped } from './grouped.ts';
import { findMutants, sampleOf } from './mutants/find-mutants.ts';
import type { Mutant } from './mutants/mutant.ts';
import { mutateKernels } from './mutate-kernels.ts';
import { type Options, type PartName, partNames } from './options.ts';
import { mutatePackages } from './packages/mutate-packages.ts';
import { packageOf } from './packages/package-copy.ts';
import { type PackageMutant, packageFiles, switchedFiles } from './packages/package-mutants.ts';
import { currentResults } from './results/current-results.ts';
import { type PartReport, reportPage } from './results/report.ts';
import type { Result } from './results/result.ts';
import { ResultFile } from './results/result-file.ts';

const titles: Readonly<Record<PartName, (file: string) => string>> = {
  wasm: () => 'WebAssembly kernels',
  wgsl: () => 'WebGPU kernels',
  packages: (file) => `Package ${packageOf(file).slice('packages/'.length)}`,
};

/** Whether mutants are tried in an order drawn at random. */
const drawnParts: Readonly<Record<PartName, boolean>> = { wasm: false, wgsl: true, packages: true };

/** Shares of mutants that are to be killed, in per cent. */
const goals: Readonly<Record<PartName, number>> = { wasm: 95, wgsl: 95, packages: 85 };

/** What is done with one part. */
interface Plan {
  readonly part: PartName;
  /** Whether it is to be run; otherwise what is known of it is shown. */
  readonly asked: boolean;
  readonly results: ResultFile;
  readonly chosen: readonly (Mutant | PackageMutant)[];
}

/** How a run is told of and ended, and the command it came from. */
export interface Surroundings {
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
  /** As it was called. */
  readonly command: string;
  /** The commit whose tree this is, for the page. */
  readonly commit?: string;
}

/**
 * Puts faults into what is asked for and gives the results, known ones included; writes the page if one is wanted, with
 * what is known of the other parts.
 */
export async function mutate(
  root: string,
  options: Options,
  { say, signal, command, commit }: Surroundings,
): Promise<readonly PartReport[]> {
  const rules = equivalents(root);
  const run = { ...options, equivalents: rules };
  const plans: Plan[] = [];
  for (const part of partNames) {
    const asked = options.parts.includes(part);
    if (!asked && options.report === undefined) continue;
    const results = new ResultFile(resolve(root, options.results, `${part}.jsonl`));
    if (!asked && results.all.length === 0) continue;
    const choice: Pick<Options, 'only' | 'sample' | 'seed'> = asked ? options : { seed: options.seed };
    plans.push({
      part,
      asked,
      results,
      chosen: chosenOf<Mutant | PackageMutant>(await mutantsOf(root, part, choice.only), choice),
    });
  }
  for (const { part, asked, results, chosen } of plans) {
    if (!asked || options.known || signal.aborted) continue;
    const tell = (result: Result, left: number): void => {
      say(`${part}, ${left} left: ${result.outcome} ${result.id}${result.by && ` (${result.by})`}\n`);
    };
    if (part === 'packages')
      await mutatePackages(root, chosen as readonly PackageMutant[], results, run, { tell, signal });
    else await mutateKernels(root, part, chosen as readonly Mutant[], results, run, { tell, signal });
  }
  const reports = plans.flatMap(({ part, asked, results, chosen }) => {
    const all = currentResults(root, results.all, rules);
    return [...grouped(chosen, ({ file }) => titles[part](file))].map(([title, own]) => {
      const ids = new Set(own.map(({ id }) => id));
      const mutants = new Map<string, number>();
      for (const { file } of own) mutants.set(file, (mutants.get(file) ?? 0) + 1);
      const found = all.filter(({ id }) => ids.has(id));
      return { asked, report: { title, goal: goals[part], results: found, mutants, drawn: drawnParts[part] } };
    });
  });
  if (options.report !== undefined && !signal.aborted) {
    const path = resolve(root, options.report);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(
      path,
      reportPage(
        command,
        reports.map(({ report }) => report),
        commit,
      ),
    );
    say(`${options.report} is written.\n`);
  }
  return reports.filter(({ asked }) => asked).map(({ report }) => report);
}

/** Every fault of one part, in files whose paths hold `only`. */
async function mutantsOf(
  root: string,
  part: PartName,
  only = '',
): Promise<readonly Mutant[] | readonly PackageMutant[]> {
  if (part !== 'packages') return findMutants(root, part).filter(({ file }) => file.includes(only));
  const files = packageFiles(root).filter((file) => file.includes(only));
  return (await switchedFiles(root, files)).mutants;
}

function chosenOf<T>(all: readonly T[], { sample, seed }: Pick<Options, 'sample' | 'seed'>): readonly T[] {
  if (sample === undefined) return all;
  return sampleOf(all, RandomKey.fromSeed(seed).permutation(all.length), sample);
}
