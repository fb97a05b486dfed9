import type { EnergyTerms } from '@hkmem/backend';
import { joint, lanes } from '../../generated/constants.js';
import type { Launcher } from '../launch/launcher.ts';
import type { Region } from '../memory/heap.ts';
import type { ActivityArrays } from './activity-arrays.ts';
import type { Oscillators } from './oscillators.ts';
import type { ThresholdUnits } from './threshold-units.ts';
import type { WasmState } from './wasm-state.ts';

/** What the energies are computed from. */
export interface EnergyParts {
  readonly region: Region;
  readonly launcher: Launcher;
  readonly arrays: ActivityArrays;
  readonly units: ThresholdUnits | undefined;
  readonly oscillators: Oscillators | undefined;
  /** Absent without a coupling. */
  readonly kappaK: number | undefined;
}

/** E_H, E_K and E_HK of every sample; arrays are reserved and tables packed. */
export function energiesOf(parts: EnergyParts, state: WasmState): EnergyTerms {
  const { launcher, arrays, units, oscillators, kappaK } = parts;
  const hopfield = units === undefined ? undefined : hopfieldEnergies(parts, units, state);
  if (oscillators === undefined) return hopfield === undefined ? {} : { hopfield };
  const pairs = oscillators.energies(state, arrays.g);
  for (const launch of pairs.launches) launcher.run(launch);
  const terms = {
    ...(hopfield === undefined ? {} : { hopfield }),
    kuramoto: pairs.read('interaction', state.batch),
    ...(kappaK === undefined ? {} : { coupling: pairs.read('coupling', state.batch).map((value) => kappaK * value) }),
  };
  pairs.free();
  return terms;
}

function hopfieldEnergies(parts: EnergyParts, units: ThresholdUnits, state: WasmState): Float64Array {
  const { region, launcher, arrays } = parts;
  const { heap } = region;
  const { tiles, batch } = state;
  const { g, product, pull } = arrays;
  const sums = region.allocate(lanes.WIDE * tiles);
  const extremeBytes = joint.EXTREMES * lanes.VECTOR * tiles;
  const extremes = units.lagrangians.map(() => region.allocate(extremeBytes));
  launcher.run(...units.activity(state, g, 0));
  for (const launches of units.product(g, product, tiles, false)) launcher.run(...launches);
  // One after another, as all add to the same sums; the pull is not in use and takes L.
  units.lagrangians.forEach((layer, l) => void launcher.run(layer.energy(state, g, product, pull, sums, extremes[l]!)));
  const values = Float64Array.from(heap.doubles(sums, batch));
  const perTile = joint.EXTREMES * lanes.LANES;
  units.lagrangians.forEach((layer, l) => {
    if (!layer.isJoint) return;
    const found = heap.floats(extremes[l]!, perTile * tiles);
    for (let b = 0; b < batch; b++) {
      const at = perTile * Math.floor(b / lanes.LANES) + (b % lanes.LANES);
      values[b]! -= layer.jointValue(found[at]!, found[at + lanes.LANES]!);
    }
  });
  for (const pointer of [sums, ...extremes]) region.free(pointer);
  return values;
}
