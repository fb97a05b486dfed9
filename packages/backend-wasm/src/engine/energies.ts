import type { EnergyTerms } from '@hkmem/backend';
import { activation as activations, energy, lanes } from '../../generated/constants.js';
import type { Launcher } from '../launch/launcher.ts';
import type { Heap } from '../memory/heap.ts';
import type { ActivityArrays } from './activity-arrays.ts';
import type { Oscillators } from './oscillators.ts';
import type { ParameterStore } from './parameter-store.ts';
import type { ThresholdUnits } from './threshold-units.ts';
import type { WasmState } from './wasm-state.ts';

/** What the energies are computed from. */
export interface EnergyParts {
  readonly heap: Heap;
  readonly launcher: Launcher;
  readonly store: ParameterStore;
  readonly arrays: ActivityArrays;
  readonly units: ThresholdUnits | undefined;
  readonly oscillators: Oscillators | undefined;
  /** Absent without a coupling. */
  readonly kappaK: number | undefined;
}

/** E_H, E_K and E_HK of every sample; arrays are reserved and tables packed. */
export function energiesOf(parts: EnergyParts, state: WasmState): EnergyTerms {
  const { heap, launcher, store, arrays, units, oscillators, kappaK } = parts;
  const { tiles, batch } = state;
  const bytes = lanes.WIDE * tiles;
  const sums = heap.allocate(3 * bytes + energy.EXTREMES * lanes.VECTOR * tiles);
  const [hopfield, pairs, coupling, extremes] = [sums, sums + bytes, sums + 2 * bytes, sums + 3 * bytes];
  if (units !== undefined) {
    launcher.run(units.activity(state, arrays.g, 0));
    for (const launches of units.product(arrays.g, arrays.product, tiles, false)) launcher.run(...launches);
    const { neurons, activation } = units;
    const bias = store.pointer('hopfield.bias');
    const { g, product } = arrays;
    const block = { x: state.x, g, product, bias, neurons, activation, sums: hopfield, extremes };
    launcher.run({ kernel: 'thresholdEnergy', items: tiles, grain: 1, block });
  }
  for (const launch of oscillators?.energies(state, arrays.g, pairs, kappaK === undefined ? 0 : coupling) ?? []) {
    launcher.run(launch);
  }
  const perSample = (pointer: number): Float64Array => Float64Array.from(heap.doubles(pointer, batch));
  const terms = {
    ...(units === undefined ? {} : { hopfield: perSample(hopfield) }),
    ...(oscillators === undefined ? {} : { kuramoto: perSample(pairs) }),
    ...(kappaK === undefined ? {} : { coupling: perSample(coupling).map((value) => kappaK * value) }),
  };
  if (units?.activation === activations.SOFTMAX) {
    const { LANES } = lanes;
    const perTile = energy.EXTREMES * LANES;
    const values = heap.floats(extremes, perTile * tiles);
    for (let b = 0; b < batch; b++) {
      const at = perTile * Math.floor(b / LANES) + (b % LANES);
      terms.hopfield![b]! -= values[at]! + Math.log(values[at + LANES]!);
    }
  }
  heap.free(sums);
  return terms;
}
