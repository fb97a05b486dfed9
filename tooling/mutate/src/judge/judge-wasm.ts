import { systemsOf } from '../conformance.ts';
import { kernelBackend } from './kernel-backend.ts';
import { KernelCompiler } from './kernel-binary.ts';
import { KernelJudge } from './kernel-judge.ts';
import { serve } from './serve.ts';
import { firstFault } from './verdict.ts';

const systems = [...systemsOf('wasm')];

/** Faults in the pool need one to be seen; results of other kernels do not follow from threads. */
async function run(binary: Buffer, file: string): Promise<string | undefined> {
  const backend = await kernelBackend(binary, file.includes('/pool') ? 2 : 1);
  try {
    return await firstFault(backend, systems);
  } finally {
    await backend.dispose();
  }
}

const judge = new KernelJudge(new KernelCompiler(process.cwd()), run);
serve(
  (mutant) => judge.judge(mutant),
  () => judge.begin(),
);
