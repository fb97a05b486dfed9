import type { Kernel } from '../../../../packages/backend-webgpu/src/device/kernel.ts';
import type { Mutant } from '../mutants/mutant.ts';
import { kernelCalls, kernelConstants } from './kernel-calls.ts';
import type { MutantModules } from './mutant-modules.ts';

/** What a fault changes of what modules of kernels give to the rest. */
export interface MutantKernels {
  /** Kernels with other texts, by the calls that make them. */
  readonly others: ReadonlyMap<string, Kernel>;
  /** Calls that give other numbers, bindings or fields, which other code reads; all calls if a constant is another. */
  readonly more: ReadonlySet<string>;
}

/** How modules of kernels hang together. */
export interface KernelModules {
  /** Files of kernels with all files that each is made of. */
  readonly users: ReadonlyMap<string, ReadonlySet<string>>;
  /** Exports that other code reads, each after its file and a space. */
  readonly read: ReadonlySet<string>;
}

/** Makes every kernel anew with a fault in the modules that make them. @throws what such a module or function throws. */
export async function mutantKernels(
  modules: MutantModules,
  folder: string,
  { users, read }: KernelModules,
  mutant: Mutant,
): Promise<MutantKernels> {
  const own = [...users].filter(([, used]) => used.has(mutant.file)).map(([file]) => file);
  const loaded = await modules.import(
    own.map((file) => file.slice(folder.length)),
    mutant,
  );
  const byFile = new Map(own.map((file, n) => [file, loaded[n]!]));
  const others = new Map<string, Kernel>();
  const constants = kernelConstants.some(({ file, name, value }) => {
    const module = byFile.get(file);
    return module !== undefined && read.has(`${file} ${name}`) && plain(module[name]) !== plain(value);
  });
  const more = new Set<string>(constants ? kernelCalls.keys() : []);
  for (const [key, { file, name, given, result }] of kernelCalls) {
    const make = byFile.get(file)?.[name];
    if (typeof make !== 'function') continue;
    const changed = (make as (...all: readonly unknown[]) => unknown)(...given);
    if (sameText(changed, result)) continue;
    if (isKernel(result) && isKernel(changed) && sameInterface(changed, result)) others.set(key, changed);
    else more.add(key);
  }
  return { others, more };
}

/** Names of exports of modules of kernels that a text of another folder imports, each after its file and a space. */
export function namesRead(folder: string, text: string): readonly string[] {
  return [...text.matchAll(/import \{([^}]*)\} from '\.\.\/kernels\/([\w-]+\.ts)'/g)].flatMap(([, names, file]) =>
    names!.split(',').map((name) => `${folder}kernels/${file} ${name.trim()}`),
  );
}

/** Files of kernels with all files that each is made of. */
export function usersOf(
  files: readonly string[],
  textOf: (file: string) => string,
): ReadonlyMap<string, ReadonlySet<string>> {
  const imports = (file: string): readonly string[] =>
    [...textOf(file).matchAll(/^(?:import|export|\}) .*from '\.\/([\w-]+\.ts)';$/gm)].map(
      ([, name]) => `${file.slice(0, file.lastIndexOf('/') + 1)}${name}`,
    );
  return new Map(
    files.map((file) => {
      const used = new Set([file]);
      for (const each of used) for (const other of imports(each)) used.add(other);
      return [file, used];
    }),
  );
}

function isKernel(value: unknown): value is Kernel {
  return typeof value === 'object' && value !== null && 'code' in value && 'storage' in value;
}

function sameText(a: unknown, b: unknown): boolean {
  return a === b || (isKernel(a) && isKernel(b) ? a.code === b.code && sameInterface(a, b) : plain(a) === plain(b));
}

/** What engines read of a kernel besides its text. */
function sameInterface(a: Kernel, b: Kernel): boolean {
  const { code: _a, ...first } = a;
  const { code: _b, ...second } = b;
  return plain(first) === plain(second);
}

function plain(value: unknown): string {
  return JSON.stringify(value) ?? 'undefined';
}
