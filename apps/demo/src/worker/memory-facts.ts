import type { EnergyFloor } from '@hkmem/energy';
import type { LoadedMemory } from '../format/weights-format.ts';
import type { MemoryFacts } from './protocol.ts';
import type { FloorView } from './rest-protocol.ts';

/** What the page says of a memory that ships. */
export function factsOf({ manifest, spec }: LoadedMemory): MemoryFacts {
  const { bytes, sha256, accuracy, updates, config } = manifest;
  return { neurons: spec.neurons, bytes, sha256, accuracy: accuracy.value, images: accuracy.images, updates, config };
}

/** A certificate without its states. */
export function floorView(certificate: EnergyFloor): FloorView {
  const { kind, text } = certificate;
  return certificate.kind === 'floor' ? { kind, text, floor: certificate.floor } : { kind, text };
}
