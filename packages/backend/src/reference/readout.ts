import { type Readout, readoutNeurons } from '../contract/readout.ts';
import type { SampleState } from './field.ts';
import { dot } from './sphere.ts';

/** Class outputs [C] of one sample. */
export function outputsOf(state: SampleState, neurons: number, readout: Readout, out: Float64Array): void {
  const D = state.s.length / neurons;
  for (let c = 0; c < readout.classes; c++) {
    const [i, j] = readoutNeurons(neurons, readout, c);
    out[c] = readout.kind === 'threshold' ? state.x[i]! : dot(state.s, state.s, i * D, j * D, D);
  }
}

/** cotangent += the pull-back of dOut [C] through the read-out. */
export function outputsVjp(
  state: SampleState,
  neurons: number,
  readout: Readout,
  dOut: Float64Array,
  cotangent: SampleState,
): void {
  const D = state.s.length / neurons;
  for (let c = 0; c < readout.classes; c++) {
    const [i, j] = readoutNeurons(neurons, readout, c);
    if (readout.kind === 'threshold') {
      cotangent.x[i]! += dOut[c]!;
      continue;
    }
    for (let d = 0; d < D; d++) {
      cotangent.s[i * D + d]! += dOut[c]! * state.s[j * D + d]!;
      cotangent.s[j * D + d]! += dOut[c]! * state.s[i * D + d]!;
    }
  }
}
