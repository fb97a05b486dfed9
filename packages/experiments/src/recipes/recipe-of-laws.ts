import { couplingNames, interactionNames } from '@hkmem/backend';
import { editInSmall } from '../config/edit-in-small.ts';
import { editedPaths } from '../config/edited-paths.ts';
import { type Settings, settingAt } from '../config/merge.ts';
import { nameOrFormula } from '../config/named-laws.ts';
import type { EditRecipe } from './recipe.ts';

/**
 * The usual settings of an edit for the interaction and the coupling that settings ask for, by names or as formulas: what
 * the recipe says of a parameter that these do not have is left out. Settings that are neither are left to their own check.
 */
export function recipeOfLaws(usual: EditRecipe, given: Settings): EditRecipe {
  const interaction = settingAt(given, 'oscillators.interaction') ?? usual.oscillators.interaction;
  const kind = settingAt(given, 'coupling.kind') ?? usual.coupling.kind;
  const known = nameOrFormula(interactionNames, 'pair', false).safeParse(interaction);
  const coupled = nameOrFormula(couplingNames, 'pair', true).safeParse(kind);
  if (!known.success || !coupled.success) return usual;
  const spec = editInSmall({
    oscillators: { ...usual.oscillators, interaction: known.data },
    coupling: { kind: coupled.data },
    learnedStart: true,
  });
  const paths = new Set(editedPaths(spec));
  const own = <Value>(entries: Readonly<Record<string, Value>>): Record<string, Value> =>
    Object.fromEntries(Object.entries(entries).filter(([path]) => paths.has(path)));
  const { optimiser, freezeUntil } = usual;
  return {
    ...usual,
    optimiser: { ...optimiser, ...(optimiser.groups && { groups: own(optimiser.groups) }) },
    ...(freezeUntil && { freezeUntil: own(freezeUntil) }),
  };
}
