import { grouped } from './grouped.ts';
import { findMutants } from './mutants/find-mutants.ts';
import type { Mutant } from './mutants/mutant.ts';
import type { PartName } from './options.ts';
import { packageOf } from './packages/package-copy.ts';
import { type PackageMutant, packageFiles, switchedFiles } from './packages/package-mutants.ts';
import type { FileReport } from './results/file-report.ts';
import type { PartReport } from './results/report.ts';

export type AnyMutant = Mutant | PackageMutant;

/** What is said of a part, by the file that a mutant is in. */
interface PartFacts {
  readonly title: (file: string) => string;
  /** Files that are measured together. */
  readonly unit: (file: string) => string;
  /** Whether mutants are tried in an order drawn at random. */
  readonly drawn: boolean;
  /** Share of mutants that is to be killed, in per cent. */
  readonly goal: number;
}

const itself = (file: string): string => file;

export const partFacts: Readonly<Record<PartName, PartFacts>> = {
  wasm: { title: () => 'WebAssembly kernels', unit: itself, drawn: false, goal: 95 },
  wgsl: { title: () => 'WebGPU kernels', unit: itself, drawn: true, goal: 95 },
  packages: {
    title: (file) => `Package ${packageOf(file).slice('packages/'.length)}`,
    unit: packageOf,
    drawn: true,
    goal: 85,
  },
};

/** Every fault of one part, in files whose paths hold `only`. */
export async function mutantsOf(root: string, part: PartName, only = ''): Promise<readonly AnyMutant[]> {
  if (part !== 'packages') return findMutants(root, part).filter(({ file }) => file.includes(only));
  const files = packageFiles(root).filter((file) => file.includes(only));
  return (await switchedFiles(root, files)).mutants;
}

/** Files with the number of their mutants. */
export function filesOf(mutants: readonly AnyMutant[]): readonly (readonly [file: string, mutants: number])[] {
  return [...grouped(mutants, ({ file }) => file)].map(([file, own]) => [file, own.length]);
}

/** What files of a part came to, title by title. */
export function partReports(
  part: PartName,
  reports: readonly FileReport[],
  digests: (file: string) => string,
): readonly PartReport[] {
  const { title, goal, drawn } = partFacts[part];
  const changed = new Set(reports.filter(({ file, digest }) => digest !== digests(file)).map(({ file }) => file));
  return [...grouped(reports, ({ file }) => title(file))].map(([of, files]) => ({
    ...{ title: of, goal, files, changed, drawn },
  }));
}
