import type { Backend, Engine, HostState } from '@hkmem/backend';
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
  readonly largestAbsolute: number;
  /** Largest absolute error over the largest entry of the expected array. */
  readonly largestRelative: number;
  /** Flat index of the largest error. */
  readonly index: number;
  readonly allowed: number;
  readonly passed: boolean;
}

/** All checks of one case. */
export interface CaseReport {
  readonly name: string;
  readonly checks: readonly Check[];
  readonly passed: boolean;
}

/** Allowed errors relative to the largest entry of an array. */
export interface VerifyTolerances {
  readonly values: number;
  readonly gradients: number;
}

/** Central differences are good to about 1e-7, whatever the size of the gradient. */
const differenceNoise = 2e-7;

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
  const workspace = new Workspace(engine, fixture.loss.labels.length);
  const allowed = tolerances ?? defaultTolerances(backend, engine);
  const checks: Check[] = [];
  const check = (quantity: string, got: ArrayLike<number>, expected: ArrayLike<number>): void => {
    checks.push(compare(quantity, got, expected, allowed.values, 0));
  };
  const checkState = (quantity: string, got: HostState, expected: HostState): void => {
    if (expected.x) check(`${quantity}.x`, got.x ?? [], expected.x);
    if (expected.s) check(`${quantity}.s`, got.s ?? [], expected.s);
  };
  try {
    writeParameters(engine, fixture.parameters);
    const [state, out] = [workspace.take(), workspace.take()];
    engine.writeState(state, fixture.start);
    engine.field(state, out);
    checkState('field', await engine.readState(out), fixture.field);
    check('energy', (await energyTerms(engine, state)).total, fixture.energy);
    const paths = Object.keys(fixture.loss.gradients);
    engine.setTrainable(paths);
    const recorded = new RecordedFlow(workspace, {
      solver: solverByName(fixture.end.solver),
      control: fixedSteps(fixture.end.steps),
      until: fixture.end.T,
      renormalise: false,
    });
    const { readout, labels } = fixture.loss;
    const { loss } = await valueAndGradient(workspace, recorded, state, out, readout, labels);
    checkState('end', await engine.readState(state), fixture.end.state);
    check('end.energy', (await energyTerms(engine, state)).total, fixture.end.energy);
    check('loss', [await loss], [fixture.loss.value]);
    for (const path of paths) {
      const gradient = await engine.readGradient(path);
      const expected = fixture.loss.gradients[path]!;
      checks.push(compare(`gradient ${path}`, gradient, expected, allowed.gradients, differenceNoise));
    }
  } finally {
    workspace.dispose();
    engine.dispose();
  }
  return { name: fixture.name, checks, passed: checks.every((entry) => entry.passed) };
}

function compare(
  quantity: string,
  got: ArrayLike<number>,
  expected: ArrayLike<number>,
  allowed: number,
  noise: number,
): Check {
  let [largest, largestAbsolute, index] = [0, got.length === expected.length ? 0 : Number.POSITIVE_INFINITY, -1];
  for (let i = 0; i < expected.length; i++) {
    largest = Math.max(largest, Math.abs(expected[i]!));
    const error = Math.abs((got[i] ?? Number.NaN) - expected[i]!);
    if (!(error <= largestAbsolute)) [largestAbsolute, index] = [Number.isNaN(error) ? Infinity : error, i];
  }
  const largestRelative = largestAbsolute / Math.max(largest, 1e-12);
  return {
    quantity,
    largestAbsolute,
    largestRelative,
    index,
    allowed,
    passed: largestAbsolute <= allowed * largest + noise,
  };
}
