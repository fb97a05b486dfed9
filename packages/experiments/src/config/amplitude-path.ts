import { resolveSystem, type SystemSpec } from '@hkmem/backend';
import { derivative } from '@hkmem/laws';

/**
 * Path of the parameter A, one per edge, of a term A r of the interaction, whatever terms it has besides; undefined where it
 * has none, as an MLP.
 */
export function amplitudePath(spec: SystemSpec): string | undefined {
  const pair = resolveSystem(spec)
    .pairs.flatMap(({ laws }) => laws)
    .find(({ term }) => term === 'interaction');
  if (pair === undefined) return undefined;
  const { arena, value, parameters } = pair.law;
  const amplitude = parameters.find(
    ({ name, per }) => per === 'edge' && derivative(arena, value, arena.parameter(name)) === arena.variable('r'),
  );
  return amplitude && pair.paths[amplitude.name];
}
