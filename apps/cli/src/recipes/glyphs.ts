import { quick } from './quick.ts';
import type { EditRecipe, Recipe } from './recipe.ts';

/** The quick profile made small, over drawn digits: shows every part in seconds, on any backend. */
export const glyphsRecipe: Recipe = {
  ...quick,
  name: 'glyphs',
  data: 'glyphs',
  base: {
    ...quick.base,
    memory: { activation: 'relu', hidden: 30 },
    optimiser: { ...quick.base.optimiser, rate: 3e-3, weightDecay: 0.1 },
    batch: 25,
    updates: 300,
  },
  edit: (task, coupling): EditRecipe => {
    const edit = quick.edit(task, coupling);
    const associative = task.startsWith('associative-');
    return {
      ...edit,
      // A paired image must reach the class neurons, which on a ring have other neighbours: rewire all edges.
      graph: { ...edit.graph, ...(associative ? { neighbours: 60, rewiring: 1 } : { neighbours: 40 }) },
      oscillators: { ...edit.oscillators, dimension: 3 },
      optimiser: { ...edit.optimiser, rate: 3e-3 },
      batch: 20,
      updates: associative ? 400 : 200,
    };
  },
  execution: {
    base: { checkpointEvery: 50, evaluation: { ...quick.execution.base.evaluation, every: 50, everyImages: 100 } },
    edit: { checkpointEvery: 50, evaluation: { ...quick.execution.edit.evaluation, every: 40, everyImages: 100 } },
  },
  agreement: { rtol: 1e-5, atol: 1e-6, images: 100 },
};
