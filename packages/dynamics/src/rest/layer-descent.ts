import { layerSizes, resolveSystem, type SystemSpec } from '@hkmem/backend';
import { type Packed, rootMeanSquare } from './packed.ts';
import type { RestProblem, RestSampleInput } from './rest-problem.ts';

/** Settings of `layerDescent`. */
export interface LayerDescentSettings {
  /** Root mean square of the field at which a sample is done. */
  readonly below: number;
  /** Sweeps over all layers, at most. */
  readonly sweeps: number;
}

/**
 * Whether a system is made of layers of threshold units alone, so that `layerDescent` can find its rests; a Lagrangian of all
 * units together would tie the layers.
 */
export function hasFreeLayers(spec: SystemSpec): boolean {
  if (spec.threshold?.layers === undefined || spec.oscillators !== undefined) return false;
  const { layers } = resolveSystem(spec);
  return layers.length > 1 || layers[0]!.lagrangian.kind !== 'joint';
}

/**
 * Alternating minimisation, in place: every second layer is set to x = W g + b + u, then the others, until the field of each
 * sample is small. Units of one layer do not meet, and neither do those of every second one, so for the others as they are
 * the energy L*(g) - (W g + b + u) . g of these is least where dL*(g) = x is that: no half of a sweep raises the energy, and
 * what does not move is at rest. A sweep costs two fields and comes as near to rest as several units of time of the flow.
 * For systems that have free layers.
 */
export async function layerDescent(
  problem: RestProblem,
  samples: readonly (RestSampleInput & { state: Packed })[],
  { below, sweeps }: LayerDescentSettings,
): Promise<void> {
  const halves = alternateUnits(problem.engine.spec);
  let active = [...samples];
  for (let half = 0; half < 2 * sweeps && active.length > 0; half++) {
    const fields = await problem.fields(active);
    const moving = active.map((_, n) => !(rootMeanSquare(fields[n]!) <= below));
    active.forEach((sample, n) => {
      if (!moving[n]) return;
      const next = sample.state.slice();
      for (const [start, end] of halves[half % 2]!) for (let i = start; i < end; i++) next[i]! += fields[n]![i]!;
      sample.state = next;
    });
    active = active.filter((_, n) => moving[n]);
  }
}

type Ranges = readonly (readonly [start: number, end: number])[];

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
