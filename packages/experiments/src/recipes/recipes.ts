import { glyphsRecipe } from './glyphs.ts';
import { quick } from './quick.ts';
import type { Recipe } from './recipe.ts';

/** The settings that a data set starts from; `data` comes from the user and is not checked yet. */
export function recipeFor(data: unknown): Recipe {
  if (data === 'glyphs') return glyphsRecipe;
  return data === 'fashion' ? { ...quick, data } : quick;
}
