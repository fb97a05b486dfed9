import { type Backend, largestOf } from '@hkmem/backend';
import type { CaseReport, Check } from '@hkmem/dynamics';
import { float64Operations } from '../operations/float64/float64-operations.ts';
import { withOperations } from '../operations/operations-for.ts';
import { quantitiesOf } from './compute.ts';
import type { AkornCase } from './fixture.ts';

/** Allowed errors by backend, relative to the largest entry of an array (of a gradient: to a tenth of the case's largest). */
export const akornTolerances: Readonly<Record<string, number>> = { cpu: 1e-9, wasm: 1e-4, webgpu: 2e-4 };

/**
 * A gradient that is 0 by symmetry is a float32 sum of terms as large as other gradients. So no gradient is held to
 * less than this share of the case's largest entry.
 */
const gradientFloor = 0.1;

/** Computes everything that a case states on a backend, and compares; `tolerance` replaces that of `akornTolerances`. */
export async function verifyAkornCase(
  backend: Pick<Backend, 'name' | 'tolerance'>,
  given: AkornCase,
  tolerance: number = akornTolerances[backend.name] ?? backend.tolerance ?? 1e-4,
): Promise<CaseReport> {
  const got = await withOperations(backend, (operations) => quantitiesOf(operations, given));
  const exact = backend.name === float64Operations.backend;
  const gradients = Object.entries(given.expected).filter(([name]) => name.startsWith('gradient'));
  const floor = exact ? 0 : gradientFloor * largestOf([0, ...gradients.map(([, values]) => largestSize(values))]);
  const checks = Object.entries(given.expected).map(([quantity, values]): Check => {
    const size = Math.max(largestSize(values), quantity.startsWith('gradient') ? floor : exact ? 1 : 0);
    const { distance, index } = farthest(got[quantity] ?? [], values);
    const allowed = tolerance * Math.max(size, exact ? 1 : 0);
    return {
      quantity,
      largestAbsolute: distance,
      largestRelative: distance / Math.max(largestSize(values), 1e-12),
      index,
      allowed,
      passed: distance <= allowed,
    };
  });
  return { name: given.name, checks, passed: checks.every(({ passed }) => passed) };
}

function largestSize(values: ArrayLike<number>): number {
  return Array.from(values).reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
}

/** Largest absolute difference and where it is; infinite if lengths differ or an entry is no number. */
function farthest(got: ArrayLike<number>, expected: ArrayLike<number>): { distance: number; index: number } {
  let [distance, index] = [got.length === expected.length ? 0 : Number.POSITIVE_INFINITY, -1];
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs((got[i] ?? Number.NaN) - expected[i]!);
    if (!(error <= distance)) [distance, index] = [Number.isNaN(error) ? Number.POSITIVE_INFINITY : error, i];
  }
  return { distance, index };
}
