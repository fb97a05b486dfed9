import type { ResolvedReading } from '../contract/readout.ts';
import type { SampleState } from './field.ts';
import { dot } from './sphere.ts';

/** Outputs [C] of one sample; `g` are its activities, looked at where they are read. */
export function outputsOf(
  state: SampleState,
  g: Float64Array,
  neurons: number,
  { of, first, second }: ResolvedReading,
  out: Float64Array,
): void {
  const D = state.s.length / neurons;
  const units = of === 'activity' ? g : state.x;
  for (let c = 0; c < first.length; c++) {
    out[c] = of === 'overlap' ? dot(state.s, state.s, first[c]! * D, second[c]! * D, D) : units[first[c]!]!;
  }
}

/** Adds the pull-back of dOut [C] through the read-out to `cotangent`, or to `dg` where activities are read. */
export function outputsVjp(
  state: SampleState,
  neurons: number,
  { of, first, second }: ResolvedReading,
  dOut: Float64Array,
  cotangent: SampleState,
  dg: Float64Array,
): void {
  const D = state.s.length / neurons;
  const units = of === 'activity' ? dg : cotangent.x;
  for (let c = 0; c < first.length; c++) {
    const [i, j] = [first[c]!, second[c]!];
    if (of !== 'overlap') units[i]! += dOut[c]!;
    else {
      for (let d = 0; d < D; d++) {
        cotangent.s[i * D + d]! += dOut[c]! * state.s[j * D + d]!;
        cotangent.s[j * D + d]! += dOut[c]! * state.s[i * D + d]!;
      }
    }
  }
}
