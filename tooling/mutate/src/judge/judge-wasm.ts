import { systemsOf } from '../conformance.ts';
import { KernelCompiler } from '../kernels/kernel-binary.ts';
import { ComparisonOfBinaries } from './comparison-of-binaries.ts';
import { serve } from './serve.ts';
import { WasmJudge } from './wasm-judge.ts';

const compiler = new KernelCompiler(process.cwd());
const judge = new WasmJudge(compiler, systemsOf('wasm'));
const comparison = new ComparisonOfBinaries(compiler);
serve(
  async ({ task, mutants }, tell) => {
    if (task === 'run') return judge.judgeAll(mutants, tell);
    for (const mutant of mutants) {
      tell.begun(mutant);
      tell.verdict(mutant, await comparison.compare(mutant));
    }
  },
  // Every binary is run without any fault before it is judged.
  async () => undefined,
);
