import { type Float64Value, float64Operations, type HostParameters, type Named } from '@hkmem/akorn';
import { type OscillatorManifest, unpackParameters } from '../format/oscillator-format.ts';
import { fetchWeights } from './fetch-weights.ts';
import type { OscillatorFacts } from './oscillator-protocol.ts';

/** A network of oscillators, ready to compute. */
export interface OscillatorNetwork<Spec, Judged> {
  readonly manifest: OscillatorManifest<Spec, Judged>;
  readonly parameters: Named<Float64Value>;
}

/** Fetches a network. @throws as `fetchWeights`. */
export async function loadNetwork<Spec, Judged>(address: string): Promise<OscillatorNetwork<Spec, Judged>> {
  const { manifest, bytes } = await fetchWeights<OscillatorManifest<Spec, Judged>>(address, 1);
  return { manifest, parameters: computable(unpackParameters(manifest.arrays, bytes)) };
}

/** Parameters as values of float64: boards and scenes of the page are too small for another backend to be faster. */
export function computable(parameters: HostParameters): Named<Float64Value> {
  const entries = Object.entries(parameters).map(
    ([name, { data, shape }]) => [name, float64Operations.upload(data, shape)] as const,
  );
  return Object.fromEntries(entries);
}

export function factsOfNetwork<Judged>({
  manifest: { bytes, updates, spec, judged },
}: OscillatorNetwork<{ readonly channels: number; readonly n: number }, Judged>): OscillatorFacts<Judged> {
  return { bytes, updates, judged, channels: spec.channels, n: spec.n };
}

/** Gives the worker a turn, so that newer requests are heard. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
