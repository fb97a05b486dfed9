import { type LagrangianName, ValueError } from '@hkmem/backend';
import type { LagrangianLaw } from '@hkmem/laws';
import { activityFactsOf } from './activity-facts.ts';

/**
 * Whether values are activities that units can have: what a memory is to restore, for example.
 * @throws {ValueError} naming the first that no unit reaches, or that the activities of a sample sum to 1 and these are
 * values by themselves.
 */
export function checkActivities(
  what: string,
  activation: LagrangianName | LagrangianLaw,
  values: ArrayLike<number>,
): void {
  const { range, simplex } = activityFactsOf(activation);
  const name = typeof activation === 'string' ? activation : `'${activation.formula}'`;
  const [low, high] = range;
  if (simplex) {
    throw new ValueError(what, `values for ${name} units`, 'values for units whose activities do not sum to 1');
  }
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!(value >= low && value <= high)) {
      const way = 'Scale what is shown, or take another activity.';
      throw new ValueError(`${what}: entry ${i}`, value, `${low} to ${high}, the activities of ${name}`, way);
    }
  }
}
