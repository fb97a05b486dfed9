import { pathToFileURL } from 'node:url';
import type { WebgpuBackend, WebgpuOptions, webgpuBackend } from '@hkmem/backend-webgpu';
import { systemsOf } from '../conformance.ts';
import { firstFault, messageOf, type Verdict } from '../kernels/verdict.ts';
import type { Mutant } from '../mutants/mutant.ts';
import { MutantModules } from './mutant-modules.ts';
import { serve } from './serve.ts';

type Factory = typeof webgpuBackend;

const root = process.cwd();
const modules = new MutantModules(pathToFileURL(`${root}/packages/backend-webgpu/src/`).href, root);
const systems = [...systemsOf('wgsl')];

/** Kernels that add up over subgroups, where the device has them, and those that do not. */
const kinds: readonly WebgpuOptions[] = [{}, { subgroups: false }];

/** The backend without a fault. It is never disposed of, so that its device serves all that follow. */
let clean: WebgpuBackend | undefined;

async function load(mutant?: Mutant): Promise<Factory> {
  return ((await modules.import('webgpu-backend.ts', mutant)) as { readonly webgpuBackend: Factory }).webgpuBackend;
}

/** What is off, on kernels of the one kind and then of the other. */
async function faultOf(factory: Factory): Promise<string | undefined> {
  for (const options of kinds) {
    const backend = await factory.create(options);
    try {
      const fault = await firstFault(backend, systems);
      if (fault !== undefined) return fault;
      if (!clean!.subgroups) return undefined;
    } finally {
      await backend.dispose().catch(() => undefined);
      // What the device has still to say of this mutant must not be told of the next.
      await clean!.finish().catch(() => undefined);
    }
  }
  return undefined;
}

async function judge(mutant: Mutant): Promise<Verdict> {
  let fault: string | undefined;
  try {
    fault = await faultOf(await load(mutant));
  } catch (error) {
    fault = messageOf(error);
  }
  if (fault === undefined) return { outcome: 'survived', by: '' };
  return { outcome: /parsing WGSL|Tint WGSL/.test(fault) ? 'invalid' : 'killed', by: fault };
}

serve(
  async ({ mutants }, tell) => {
    for (const mutant of mutants) {
      tell.begun(mutant);
      tell.verdict(mutant, await judge(mutant));
    }
  },
  async () => {
    const factory = await load();
    clean = await factory.create();
    return faultOf(factory);
  },
);
