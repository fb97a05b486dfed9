import { type Backend, type Engine, type HostState, largestOf, RoundedEngine } from '@hkmem/backend';
import { energyTerms } from '@hkmem/energy';
import { RecordedFlow } from '../adjoint/recorded-flow.ts';
import { valueAndGradient } from '../adjoint/value-and-gradient.ts';
import { Workspace } from '../integrate/workspace.ts';
import { solverByName } from '../solvers/registry.ts';
import { fixedSteps } from '../stepping/step-control.ts';
import { writeParameters } from '../system/parameters.ts';
import type { FixtureCase } from './fixture.ts';

/** How far a quantity of a case is from its fixture. */
export interface Check {
  /** `field.x`, `energy`, `end.s`, `loss`, `gradient hopfield.weights`, and so on. */
  readonly quantity: string;
  /** Largest absolute error of an entry. */
  readonly largestAbsolute: number;
  /** Largest absolute error over the largest entry of the expected array. */
  readonly largestRelative: number;
  /** Flat index of the largest error. */
  readonly index: number;
  /** Largest absolute error that passes. */
  readonly allowed: number;
  /** Whether that is within `allowed`. */
  readonly passed: boolean;
}

/** All checks of one case. */
export interface CaseReport {
  /** Name of the case. */
  readonly name: string;
  /** One per quantity. */
  readonly checks: readonly Check[];
  /** Whether all checks passed. */
  readonly passed: boolean;
}

/** Allowed errors relative to the largest entry of an array. */
export interface VerifyTolerances {
  /** Of fields, energies, end states and losses. */
  readonly values: number;
  /** Of gradients, which the file has from central differences. */
  readonly gradients: number;
}

/** Central differences are good to about 1e-7, whatever the size of the gradient. */
const differenceNoise = 2e-7;

/**
 * A gradient that is 0 by symmetry (that of a common rotation, where overlaps are read) is a sum of float32 terms as
 * large as other gradients. So no array is held to less than this share of the case's largest gradient entry.
 */
const gradientFloor = 0.1;

/**
 * Some flows magnify a rounding a thousandfold. A float32 backend is not asked to be closer than this many times the
 * error of the float64 reference when what it stores is rounded to float32; the factor is for sums inside a field.
 */
const roundingFactor = 16;

/** 1e-9 and, against central differences, 1e-5 in float64; in float32 what the backend states, 1e-4 if it is silent. */
export function defaultTolerances(backend: Backend, engine: Engine): VerifyTolerances {
  if (engine.precision === 'float64') return { values: 1e-9, gradients: 1e-5 };
  const tolerance = backend.tolerance ?? 1e-4;
  return { values: tolerance, gradients: tolerance };
}

/** Computes everything that a fixture case states on a backend, and compares. */
export async function verifyCase(
  backend: Backend,
  fixture: FixtureCase,
  tolerances?: VerifyTolerances,
): Promise<CaseReport> {
  const engine = backend.createEngine(fixture.spec);
  const single = engine.precision === 'float32';
  const allowed = tolerances ?? defaultTolerances(backend, engine);
  const got = await quantitiesOn(engine, fixture);
  const rounded = single ? await quantitiesOn(new RoundedEngine(fixture.spec), fixture) : undefined;
  const expected = expectedQuantities(fixture);
  const largestGradient = largestOf([0, ...Object.values(fixture.loss.gradients).map(largestSize)]);
  const checks = Object.entries(expected).map(([quantity, values]) => {
    const gradient = quantity.startsWith('gradient');
    const size = Math.max(largestSize(values), gradient && single ? gradientFloor * largestGradient : 0);
    const rounding = rounded === undefined ? 0 : roundingFactor * farthest(rounded[quantity]!, values).distance;
    const limit = (gradient ? allowed.gradients : allowed.values) * size + (gradient ? differenceNoise : 0);
    return compare(quantity, got[quantity]!, values, Math.max(limit, rounding));
  });
  return { name: fixture.name, checks, passed: checks.every((entry) => entry.passed) };
}

type Quantities = Readonly<Record<string, ArrayLike<number>>>;

function expectedQuantities(fixture: FixtureCase): Quantities {
  const { field, energy, end, loss } = fixture;
  const quantities: Record<string, ArrayLike<number>> = {
    ...stateQuantities('field', field),
    energy,
    ...stateQuantities('end', end.state),
    'end.energy': end.energy,
    loss: [loss.value],
  };
  for (const [path, gradient] of Object.entries(loss.gradients)) quantities[`gradient ${path}`] = gradient;
  return quantities;
}

function stateQuantities(name: string, { x, s }: HostState): Quantities {
  return { ...(x ? { [`${name}.x`]: x } : {}), ...(s ? { [`${name}.s`]: s } : {}) };
}

/** The same quantities as computed on an engine, which is disposed of. */
async function quantitiesOn(engine: Engine, fixture: FixtureCase): Promise<Quantities> {
  const { readout, labels, gradients } = fixture.loss;
  const workspace = new Workspace(engine, labels.length);
  try {
    writeParameters(engine, fixture.parameters);
    const [state, out] = [workspace.take(), workspace.take()];
    engine.writeState(state, fixture.start);
    engine.field(state, out);
    const field = stateQuantities('field', await engine.readState(out));
    const energy = (await energyTerms(engine, state)).total;
    engine.setTrainable(Object.keys(gradients));
    const recorded = new RecordedFlow(workspace, {
      solver: solverByName(fixture.end.solver),
      control: fixedSteps(fixture.end.steps),
      until: fixture.end.T,
      renormalise: false,
    });
    await recorded.forward(state);
    const loss = valueAndGradient(recorded, { state, cotangent: out, loss: [{ readout, labels }] });
    const quantities: Record<string, ArrayLike<number>> = {
      ...field,
      energy,
      ...stateQuantities('end', await engine.readState(state)),
      'end.energy': (await energyTerms(engine, state)).total,
      loss: [await loss],
    };
    for (const path of Object.keys(gradients)) quantities[`gradient ${path}`] = await engine.readGradient(path);
    return quantities;
  } finally {
    workspace.dispose();
    engine.dispose();
  }
}

function compare(quantity: string, got: ArrayLike<number>, expected: ArrayLike<number>, allowed: number): Check {
  const { distance: largestAbsolute, index } = farthest(got, expected);
  const largestRelative = largestAbsolute / Math.max(largestSize(expected), 1e-12);
  return { quantity, largestAbsolute, largestRelative, index, allowed, passed: largestAbsolute <= allowed };
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
