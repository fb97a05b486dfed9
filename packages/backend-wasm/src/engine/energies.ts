import type { EnergyTerms } from '@hkmem/backend';
import type { Launcher } from '../launch/launcher.ts';
import type { Heap } from '../memory/heap.ts';
import type { ActivityArrays } from './activity-arrays.ts';
import type { Oscillators } from './oscillators.ts';
import type { ParameterStore } from './parameter-store.ts';
import type { ThresholdUnits } from './threshold-units.ts';
import type { WasmState } from './wasm-state.ts';

/** Number of softmax among the activations of the kernels. */
const softmax = 4;

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
  const bytes = 32 * tiles;
  const sums = heap.allocate(4 * bytes);
  const [hopfield, pairs, coupling, extremes] = [sums, sums + bytes, sums + 2 * bytes, sums + 3 * bytes];
  if (units !== undefined) {
    launcher.run(units.activity(state, arrays.g, 0));
    for (const launches of units.product(arrays.g, arrays.product, tiles, false)) launcher.run(...launches);
    const bias = store.pointer('hopfield.bias');
    const words = [state.x, arrays.g, arrays.product, bias, units.neurons, units.activation, hopfield, extremes];
    launcher.run({ kernel: 'thresholdEnergy', items: tiles, grain: 1, words });
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
  if (units?.activation === softmax) {
    const values = heap.floats(extremes, 8 * tiles);
    for (let b = 0; b < batch; b++) {
      const at = 8 * (b >> 2) + (b & 3);
      terms.hopfield![b]! -= values[at]! + Math.log(values[at + 4]!);
    }
  }
  heap.free(sums);
  return terms;
}
