import { type ParameterRoleName, parametersOfSystem, type SystemSpec } from '@hkmem/backend';
import { layeredBasePath, layeredMultiplicative } from './layered-multiplicative.ts';

/** What belongs to the threshold units of a base memory, which an edit leaves as they are. */
const ofTheBase: ReadonlySet<ParameterRoleName> = new Set(['weights', 'bias', 'lagrangian']);

/** Paths of what an edit trains: all that its system has besides the parameters of its base memory. */
export function editedPaths(spec: SystemSpec): readonly string[] {
  const frozen = spec.coupling?.kind === layeredMultiplicative ? layeredBasePath : undefined;
  return parametersOfSystem(spec).flatMap(({ path, role }) => (ofTheBase.has(role) || path === frozen ? [] : [path]));
}
