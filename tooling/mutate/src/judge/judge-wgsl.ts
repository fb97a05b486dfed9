import { pathToFileURL } from 'node:url';
import type { WebgpuBackend, webgpuBackend } from '@hkmem/backend-webgpu';
import { systems } from '../conformance.ts';
import type { Mutant } from '../mutants/mutant.ts';
import { MutantModules } from './mutant-modules.ts';
import { serve } from './serve.ts';
import { firstFault, messageOf, type Verdict } from './verdict.ts';

/** As the backend's own suite. */
const tolerance = 2e-4;

type WebgpuFactory = typeof webgpuBackend;

const root = process.cwd();
const modules = new MutantModules(pathToFileURL(`${root}/packages/backend-webgpu/src/`).href, root);
const ordered = [...systems()];

/** The backend without a fault. It is never disposed of, so that its device serves all that follow. */
let clean: WebgpuBackend | undefined;

async function create(mutant?: Mutant): Promise<WebgpuBackend> {
  const module = (await modules.import('webgpu-backend.ts', mutant)) as { webgpuBackend: WebgpuFactory };
  return module.webgpuBackend.create();
}

async function judge(mutant: Mutant): Promise<Verdict> {
  let backend: WebgpuBackend;
  try {
    backend = await create(mutant);
  } catch (error) {
    return { outcome: 'killed', by: messageOf(error) };
  }
  try {
    const fault = await firstFault(backend, ordered, tolerance);
    if (fault === undefined) return { outcome: 'survived', by: '' };
    return { outcome: /Tint WGSL|Error while parsing WGSL/.test(fault) ? 'invalid' : 'killed', by: fault };
  } finally {
    await backend.dispose().catch(() => undefined);
    // What the device has still to say of this mutant must not be told of the next.
    await clean!.finish().catch(() => undefined);
  }
}

serve(judge, async () => {
  clean = await create();
  return firstFault(clean, ordered, tolerance);
});
