import { type ActivationName, activationNames } from '@hkmem/backend';
import { type LagrangianLaw, lagrangianLaws } from '@hkmem/laws';

/** An activity by its name in the contract, or `clip`, x limited to [0, 1]. */
export type ActivityName = ActivationName | 'clip';

/** Activities that a memory may be configured with. */
export const activityNames: readonly ActivityName[] = [...activationNames, 'clip'];

/** What a system is made with for a configured activity. */
export function activationOf(name: ActivityName): ActivationName | LagrangianLaw {
  return name === 'clip' ? lagrangianLaws.clip : name;
}
