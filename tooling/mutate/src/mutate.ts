import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { RandomKey } from '@hkmem/backend';
import { findMutants, type KernelPart, sampleOf } from './mutants/find-mutants.ts';
import { mutateKernels } from './mutate-kernels.ts';
import type { Options, PartName } from './options.ts';
import { mutatePackages, packageFiles } from './packages/mutate-packages.ts';
import { currentResults } from './results/current-results.ts';
import { readEquivalents } from './results/equivalents.ts';
import { type PartReport, reportPage } from './results/report.ts';
import type { Result } from './results/result.ts';
import { ResultFile } from './results/result-file.ts';

const titles: Readonly<Record<PartName, string>> = {
  wasm: 'WebAssembly kernels',
  wgsl: 'WebGPU kernels',
  packages: 'Packages backend, energy, coupling and dynamics',
};

/** Shares of mutants that are to be killed, in per cent. */
const goals: Readonly<Record<PartName, number>> = { wasm: 95, wgsl: 95, packages: 85 };

/** Puts faults into what is asked for and gives the results, known ones included; writes the page if one is wanted. */
export async function mutate(
  root: string,
  options: Options,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<readonly PartReport[]> {
  const equivalents = readEquivalents();
  const reports: PartReport[] = [];
  for (const part of options.parts) {
    const results = new ResultFile(resolve(root, options.results, `${part}.jsonl`));
    const tell = (result: Result, left: number): void => {
      say(
        `${part}, ${left} ${part === 'packages' ? 'files ' : ''}left: ${result.outcome} ${result.id}${result.by && ` (${result.by})`}\n`,
      );
    };
    const chosen = part === 'packages' ? undefined : chooseMutants(root, part, options);
    const files = part === 'packages' ? packageFiles(root).filter((file) => file.includes(options.only ?? '')) : [];
    if (signal.aborted) break;
    if (part === 'packages') await mutatePackages(root, files, results, { tell, signal });
    else await mutateKernels(root, part, chosen!, results, options, { tell, signal });
    const ids = chosen && new Set(chosen.map(({ id }) => id));
    const own = currentResults(root, results.all, equivalents).filter(({ id }) => ids?.has(id) ?? true);
    const mutants = new Map<string, number | undefined>(files.map((file) => [file, undefined]));
    for (const { file } of chosen ?? []) mutants.set(file, (mutants.get(file) ?? 0) + 1);
    reports.push({ title: titles[part], goal: goals[part], results: own, mutants });
  }
  if (options.report !== undefined && !signal.aborted) {
    const path = resolve(root, options.report);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, reportPage(`npx -y pnpm@12 mutate`, reports));
    say(`${options.report} is written.\n`);
  }
  return reports;
}

function chooseMutants(root: string, part: KernelPart, { only = '', sample, seed }: Options) {
  const all = findMutants(root, part).filter(({ file }) => file.includes(only));
  if (sample === undefined) return all;
  return sampleOf(all, RandomKey.fromSeed(seed).permutation(all.length), sample);
}
