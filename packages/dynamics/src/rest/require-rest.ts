import type { Engine } from '@hkmem/backend';
import { type EnergyFloor, floorOf } from '@hkmem/energy';
import { NoFloorError } from './errors.ts';

/**
 * What the system of an engine promises, from its parameters as they are now or as it is given. Systems of which neither a
 * floor nor a direction without one is known pass.
 * @throws {NoFloorError} if the energy falls without end in a direction, or may rise along the flow.
 */
export async function requireRest(
  engine: Pick<Engine, 'spec' | 'shapes' | 'readParameter'>,
  known?: EnergyFloor,
): Promise<EnergyFloor> {
  const certificate = known ?? (await floorOf(engine));
  if (certificate.kind === 'direction' || !certificate.descends) throw new NoFloorError(certificate);
  return certificate;
}
