import { checkBinary } from '../../../../packages/backend-wasm/build/check-binary.ts';
import { systems } from '../conformance.ts';
import { applied, type Mutant } from '../mutants/mutant.ts';
import { kernelBackend } from './kernel-backend.ts';
import { InvalidKernelError, KernelCompiler } from './kernel-binary.ts';
import { serve } from './serve.ts';
import { firstFault, messageOf, type Verdict } from './verdict.ts';

/** As the backend's own suite. */
const tolerance = 3e-5;

/** In the order in which they are tried: the second holds what a product and a sum in two operations need. */
const variants = [
  { name: 'relaxed-shared', relaxed: true, shared: true },
  { name: 'plain-shared', relaxed: false, shared: true },
] as const;

/** Quick to compile, for running; thorough, for seeing that a fault changes nothing. */
const [quick, thorough] = ['-O1', '-O3'];

const compiler = new KernelCompiler(process.cwd());
const ordered = [...systems()];
const clean = new Map<string, Buffer>();

async function cleanBinary(variant: (typeof variants)[number], level: string): Promise<Buffer> {
  const key = `${variant.name} ${level}`;
  const known = clean.get(key) ?? (await compiler.compile(variant, level));
  clean.set(key, known);
  return known;
}

async function judge(mutant: Mutant): Promise<Verdict> {
  const text = applied(compiler.textOf(mutant.file), mutant);
  const differing: (typeof variants)[number][] = [];
  for (const variant of variants) {
    let binary: Buffer;
    try {
      binary = await compiler.compile(variant, quick, mutant.file, text);
      checkBinary(binary, variant.name, variant.shared);
    } catch (error) {
      if (error instanceof InvalidKernelError) return { outcome: 'invalid', by: error.message };
      return { outcome: 'invalid', by: messageOf(error) };
    }
    if (binary.equals(await cleanBinary(variant, quick))) continue;
    differing.push(variant);
    const fault = await run(binary, mutant.file);
    if (fault !== undefined) return { outcome: 'killed', by: fault };
  }
  for (const variant of differing) {
    const binary = await compiler.compile(variant, thorough, mutant.file, text);
    if (!binary.equals(await cleanBinary(variant, thorough))) return { outcome: 'survived', by: '' };
  }
  return { outcome: 'equivalent', by: 'the same binary' };
}

async function run(binary: Buffer, file: string): Promise<string | undefined> {
  const backend = await kernelBackend(binary, file.includes('/pool') ? 2 : 1);
  try {
    return await firstFault(backend, ordered, tolerance);
  } finally {
    await backend.dispose();
  }
}

serve(judge, async () => {
  for (const variant of variants) {
    const fault = await run(await cleanBinary(variant, quick), '');
    if (fault !== undefined) throw new Error(`the kernels as they are: ${fault}`);
  }
});
