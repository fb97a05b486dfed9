import { parseFixtures, verifyCase } from '@hkmem/dynamics';
import { fixtureText } from '../data/assets.ts';
import type { Part, PartContext } from '../run/part.ts';
import { startWebgpu } from './backends.ts';

/** Fields, energies, end states, losses and gradients of 22 small systems, against float64 values. */
export const fixturesPart: Part = {
  id: 'fixtures',
  title: 'Reference values',
  share: 0.08,
  columns: ['checks', 'largest error'],
  note:
    'Float64 values of an independent program, from the formulas of arXiv 2505.03648; the largest error is relative to the ' +
    'largest entry of its array, and passes within 2e-4, or within 16 times what rounding to float32 does to a flow.',
  run: async (context: PartContext) => {
    const backend = await startWebgpu(context);
    const cases = parseFixtures(fixtureText(context.assets));
    for (const fixture of context.short ? cases.slice(0, 3) : cases) {
      const { name, checks, passed } = await verifyCase(backend, fixture);
      const bad = checks.filter((check) => !check.passed);
      report(context, name, checks.length, Math.max(...checks.map((check) => check.largestRelative)), passed, bad);
    }
    await backend.dispose();
  },
};

function report(
  context: PartContext,
  what: string,
  checks: number,
  error: number,
  passed: boolean,
  bad: readonly { readonly quantity: string; readonly largestAbsolute: number; readonly allowed: number }[],
): void {
  const words = bad.map(
    ({ quantity, largestAbsolute, allowed }) =>
      `${quantity}: off by ${largestAbsolute.toExponential(1)}, allowed is ${allowed.toExponential(1)}`,
  );
  context.report({
    what,
    result: passed ? 'passed' : 'failed',
    values: { checks, 'largest error': error },
    ...(words.length > 0 && { text: words.join('; ') }),
  });
}
