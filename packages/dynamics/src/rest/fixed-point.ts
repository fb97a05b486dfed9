import type { Engine, HostState } from '@hkmem/backend';
import { batchOf } from '../integrate/integrate.ts';
import { type RestCurvature, smallestCurvatures } from './curvature.ts';
import { type FlowingSample, flowDown } from './flow-down.ts';
import { checkInput } from './input.ts';
import { hasFreeLayers, layerDescent } from './layer-descent.ts';
import { type Descent, descentsOf, newtonDescent } from './newton.ts';
import { checkState, type Packed, packedSize, packSamples, rootMeanSquare, unpackSamples } from './packed.ts';
import { requireRest } from './require-rest.ts';
import { type FixedPointOptions, type FixedPointSettings, fixedPointSettings } from './rest-options.ts';
import { RestProblem } from './rest-problem.ts';
import type { RestResult, RestSample, RestStability } from './rest-result.ts';
import type { SweepingSample } from './sweeping-sample.ts';
import { inTurningFrame } from './turning-frame.ts';

/** A sample on its way, with what was found of it. */
interface Search extends Partial<Descent>, FlowingSample, SweepingSample {
  state: Packed;
  readonly input?: Packed | undefined;
  curvature?: RestCurvature | undefined;
}

/**
 * Finds where a batch of states comes to rest: follows the flow until it is slow, or minimises layer by layer, then takes truncated Newton steps on the
 * energy, none of which may raise it, and says of each sample whether it is at rest, how nearly, and whether at a minimum.
 * Steps are taken only where the energy curves up in every direction that they meet, so that the rest is the one that the
 * flow was falling to; elsewhere the flow goes on. Samples that are done leave the batch. Works on any engine; vectors of
 * the steps live on the host in float64. With a global omega the engine's `kuramoto.omega` is set to 0
 * meanwhile. Codes say how a sample ended; nothing is thrown for one that does not come to rest.
 * @throws {NoFloorError} before anything is computed, if the energy falls without end in a direction, or may rise.
 * @throws {ShapeError | ValueError | NonFiniteError} on states, inputs or settings that do not fit.
 */
export async function fixedPoint(
  engine: Engine,
  start: HostState,
  options: FixedPointOptions = {},
): Promise<RestResult> {
  const settings = fixedPointSettings(engine, options);
  const batch = batchOf(engine, start);
  checkState(packedSize(engine.spec), start, batch);
  if (options.input !== undefined) checkInput(engine, options.input, batch);
  const certificate = await requireRest(engine, options.certificate);
  const problem = await RestProblem.of(engine);
  try {
    const N = engine.spec.neurons;
    const searches = packSamples(problem.size, start, batch).map((state, b): Search => {
      const input = options.input && Float64Array.from(options.input.subarray(b * N, (b + 1) * N));
      return { state: problem.moved(state, new Float64Array(state.length)), input };
    });
    const turning = await inTurningFrame(engine, async (turns) => {
      await search(problem, searches, settings);
      return turns;
    });
    const moving = turning ? await problem.fields(searches) : undefined;
    const samples = searches.map((found, b) => {
      return describe(found, settings.tolerance, moving && rootMeanSquare(moving[b]!));
    });
    const state = unpackSamples(
      problem.size,
      searches.map((found) => found.state),
    );
    return { state, samples, tolerance: settings.tolerance, certificate, cost: problem.cost };
  } finally {
    problem.dispose();
  }
}

async function search(problem: RestProblem, searches: readonly Search[], settings: FixedPointSettings): Promise<void> {
  const { tolerance, switchBelow, rounds, sweeps, newtonSteps, products, curvatureProducts } = settings;
  let open = [...searches];
  for (let round = 0; round < rounds && open.length > 0; round++) {
    const below = Math.max(tolerance, switchBelow / 10 ** round);
    if (sweeps > 0 && hasFreeLayers(problem.engine.spec)) await layerDescent(problem, open, { below, sweeps });
    else await flowDown(problem, open, { ...settings, below });
    open = open.filter((sample) => sample.diverged !== true);
    if (open.length === 0) break;
    (await descentsOf(problem, open)).forEach((descent, n) => {
      Object.assign(open[n]!, descent);
    });
    await newtonDescent(problem, open as (Search & Descent)[], { tolerance, steps: newtonSteps, products });
    const resting = open.filter((sample) => sample.norm! <= tolerance);
    if (curvatureProducts > 0 && resting.length > 0) {
      const states = resting.map((sample) => sample.state);
      const found = await smallestCurvatures(problem, states, 1e-3, curvatureProducts);
      resting.forEach((sample, n) => {
        sample.curvature = found[n];
      });
    }
    open = open.filter((sample) => sample.norm! > tolerance);
  }
}

function stabilityOf(curvature: RestCurvature | undefined, tolerance: number): RestStability | undefined {
  if (curvature === undefined) return undefined;
  // A departure as large as the tolerance in the state moves the curvature by about that much.
  const margin = Math.max(100 * tolerance, 1e-7);
  if (curvature.value < -margin) return 'saddle';
  return curvature.value - curvature.error > margin ? 'minimum' : 'flat';
}

function describe(found: Search, tolerance: number, moving: number | undefined): RestSample {
  const { norm = Number.NaN, energy = Number.NaN, curvature, sweeps } = found;
  const taken = sweeps === undefined ? {} : { sweeps };
  if (found.diverged === true) return { code: 'diverged', norm, energy };
  if (!(norm <= tolerance)) return { code: 'not-at-rest', norm, energy, ...taken };
  const code = moving !== undefined && !(moving <= tolerance) ? 'rotating' : 'at-rest';
  const stability = stabilityOf(curvature, tolerance);
  return {
    code,
    norm,
    energy,
    ...taken,
    ...(curvature && { curvature: { value: curvature.value, error: curvature.error } }),
    ...(stability && { stability }),
  };
}
