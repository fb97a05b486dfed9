import type { EnergyFloor } from '@hkmem/energy';
import type { FloorView } from '../format/floor-view.ts';
import type { LoadedMemory } from '../format/weights-format.ts';
import type { MemoryFacts } from './protocol.ts';

/** What the page says of a memory that ships. */
export function factsOf({ manifest, spec }: LoadedMemory): MemoryFacts {
  const { bytes, sha256, accuracy, updates, config, certificate, rounding } = manifest;
  const known = { ...(certificate && { certificate }), ...(rounding && { rounding }) };
  const facts = { bytes, sha256, updates, config, ...known };
  return { ...facts, neurons: spec.neurons, accuracy: accuracy.value, images: accuracy.images };
}

/** A certificate without its states. */
export function floorView(certificate: EnergyFloor): FloorView {
  const { kind, text } = certificate;
  return certificate.kind === 'floor' ? { kind, text, floor: certificate.floor } : { kind, text };
}
