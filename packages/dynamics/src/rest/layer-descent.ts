import { layerSizes, resolveSystem, type SystemSpec } from '@hkmem/backend';
import { innerProduct } from '@hkmem/energy';
import { type Packed, rootMeanSquare } from './packed.ts';
import type { RestProblem } from './rest-problem.ts';
import type { LayerDescentSettings, Ranges, SweepingSample } from './sweeping-sample.ts';
import { unitDescent } from './unit-descent.ts';

/** A sample on its way, with the last step of its oscillators. */
interface Sweeping {
  readonly sample: SweepingSample;
  /** Time that its oscillators follow the flow in a sweep. */
  time: number;
  /** Where its oscillators were and how they were moved, until it is known that this was downhill. */
  step?: { readonly from: Packed; readonly by: Packed } | undefined;
}

/** Time that oscillators follow the flow in a sweep, at first: as far as a sweep takes slow threshold units. */
const firstTime = 2;

/**
 * Whether a system is made of layers of threshold units that `layerDescent` can set one after the other: a Lagrangian of all
 * units together would tie the layers, and so would a coupling within a layer, or one that is not linear in each activity.
 */
export function hasFreeLayers(spec: SystemSpec): boolean {
  const sizes = spec.threshold && layerSizes(spec.threshold);
  if (sizes === undefined) return false;
  const { layers } = resolveSystem(spec);
  if (layers.length === 1 && layers[0]!.lagrangian.kind === 'joint') return false;
  if (spec.coupling === undefined) return true;
  const { kind, graph } = spec.coupling;
  if (typeof kind !== 'string' && !kind.facts.multilinear) return false;
  const odd = sizes.flatMap((size, l) => new Array<boolean>(size).fill(l % 2 === 1));
  return graph.sources.every((i, e) => odd[i] !== odd[graph.targets[e]!]);
}

/**
 * Alternating minimisation, in place: every second layer is set to x = W g + b + u, then the others, until the field of each
 * sample is small. Units of one layer do not meet, and neither do those of every second one, so for the others as they are
 * the energy L*(g) - (W g + b + u) . g of these is least where dL*(g) = x is that: no half of a sweep raises the energy, and
 * what does not move is at rest. A sweep costs two fields and comes as near to rest as several units of time of the flow; where
 * activities of 0 are 0, each costs half as many products as others. Oscillators follow the flow for a while after each sweep,
 * which costs a third field; a step at whose end the flow points back is undone and the next ones are half as long. For systems
 * that have free layers.
 */
export async function layerDescent(
  problem: RestProblem,
  samples: readonly SweepingSample[],
  { below, sweeps }: LayerDescentSettings,
): Promise<void> {
  const { x: units, s: spheres } = problem.size;
  if (spheres === 0 && samples.every(({ nudge }) => nudge === undefined)) {
    return unitDescent(problem, samples, { below, sweeps }, alternateUnits(problem.engine.spec));
  }
  const [between, others] = alternateUnits(problem.engine.spec);
  let active = samples.map((sample): Sweeping => ({ sample, time: firstTime }));
  /** Fields of the samples that still move; those that do not leave. */
  const moving = async (): Promise<readonly Packed[]> => {
    const fields = await problem.fields(active.map(({ sample }) => sample));
    const still = fields.map((field) => rootMeanSquare(field) <= below);
    active = active.filter((_, n) => !still[n]);
    return fields.filter((_, n) => !still[n]);
  };
  for (let sweep = 0; sweep < sweeps && active.length > 0; sweep++) {
    let fields = await moving();
    active.forEach((each, n) => {
      each.sample.sweeps = (each.sample.sweeps ?? 0) + 1;
      if (!wentUphill(each, fields[n]!, units, below)) setUnits(each.sample, fields[n]!, between);
    });
    if (active.length === 0) return;
    fields = await moving();
    for (const [n, { sample }] of active.entries()) setUnits(sample, fields[n]!, others);
    if (spheres === 0 || active.length === 0) continue;
    fields = await moving();
    for (const [n, each] of active.entries()) {
      const by = fields[n]!.slice();
      by.fill(0, 0, units);
      each.step = { from: each.sample.state, by };
      each.sample.state = problem.moved(each.sample.state, by, each.time);
    }
  }
  if (spheres === 0 || active.length === 0) return;
  const fields = await moving();
  for (const [n, each] of active.entries()) wentUphill(each, fields[n]!, units, below);
}

/**
 * Whether the last step of a sample's oscillators ended where the flow points back along it, so that it may have gone too far;
 * then it is undone. Fields near the tolerance are rounding and say nothing.
 */
function wentUphill(each: Sweeping, field: Packed, units: number, below: number): boolean {
  const { step } = each;
  each.step = undefined;
  if (step === undefined || rootMeanSquare(step.by) <= below / 10) return false;
  if (innerProduct(step.by.subarray(units), field.subarray(units)) >= 0) return false;
  each.sample.state = step.from;
  each.time /= 2;
  return true;
}

function setUnits(sample: SweepingSample, field: Packed, ranges: Ranges): void {
  const next = sample.state.slice();
  for (const [start, end] of ranges) for (let i = start; i < end; i++) next[i]! += field[i]!;
  sample.state = next;
}

/** Units of the layers between (the second, the fourth ...), which know nothing of a cue at first, and those of the others. */
function alternateUnits({ threshold }: SystemSpec): readonly [Ranges, Ranges] {
  const halves: [[number, number][], [number, number][]] = [[], []];
  let start = 0;
  for (const [l, size] of layerSizes(threshold!)!.entries()) {
    halves[l % 2 === 1 ? 0 : 1].push([start, start + size]);
    start += size;
  }
  return halves;
}
