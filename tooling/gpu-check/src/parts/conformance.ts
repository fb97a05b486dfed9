import {
  type CaseFeatures,
  caseOf,
  checkDivergence,
  coveringFeatures,
  describeFeatures,
  lawFeatures,
  layerFeatures,
  runCase,
  wideFeatures,
} from '@hkmem/backend/conformance';
import type { Part, PartContext } from '../run/part.ts';
import { startWebgpu } from './backends.ts';

/** Every method of the compute contract on the systems of the conformance suite. */
export const conformancePart: Part = {
  id: 'conformance',
  title: 'Conformance',
  share: 0.24,
  columns: ['arrays'],
  note:
    'Every method of the compute contract on systems that cover all pairs of features, laws written as formulas and layers of ' +
    'their own kinds, against the float64 reference within 2e-4 of the largest entry of an array. Refusals of wrong input, ' +
    'which no GPU takes part in, are left to the test suite.',
  run: async (context: PartContext) => {
    const backend = await startWebgpu(context);
    const options = { tolerance: backend.tolerance, clock: true, tensors: true };
    await attempt(context, 'a sample that has diverged is told, and others stay as they are', async () => {
      await checkDivergence(backend, options.tolerance);
      return undefined;
    });
    const systems = spread([...coveringFeatures(), ...lawFeatures(), ...layerFeatures(), ...wideFeatures]);
    for (const features of context.short ? systems.slice(0, 3) : systems) {
      await attempt(context, describeFeatures(features), async () => {
        return (await runCase(backend, caseOf(features), options)).length;
      });
    }
    await backend.dispose();
  },
};

async function attempt({ report }: PartContext, what: string, run: () => Promise<number | undefined>): Promise<void> {
  try {
    const arrays = await run();
    report({ what, result: 'passed', ...(arrays !== undefined && { values: { arrays } }) });
  } catch (error) {
    report({ what, result: 'failed', text: (error as Error).message });
  }
}

/** The number of systems in the part. */
export function conformanceCount(): number {
  return 1 + coveringFeatures().length + lawFeatures().length + layerFeatures().length + wideFeatures.length;
}

/** All kinds early, so that a part that is ended has seen some of each: every seventh, from the first, the second, and so on. */
function spread(systems: readonly CaseFeatures[]): readonly CaseFeatures[] {
  const stride = 7;
  return Array.from({ length: stride }, (_, from) => systems.filter((_, n) => n % stride === from)).flat();
}
