import type { CouplingName } from '@hkmem/backend';
import type { EditTaskName } from '@hkmem/datasets';
import { quick } from './quick.ts';
import type { EditRecipe, Recipe } from './recipe.ts';

function glyphsEdit(task: EditTaskName, coupling: CouplingName): EditRecipe {
  const associative = task.startsWith('associative-');
  const path = coupling === 'network' ? 'coupling.weights' : 'coupling.alpha';
  return {
    digits: [0, 1],
    // A paired image must reach the class neurons, which on a ring have other neighbours: rewire all edges.
    graph: {
      kind: 'small-world',
      neighbours: associative ? 60 : 40,
      rewiring: associative ? 1 : 0.1,
      count: 'one',
    },
    oscillators: { dimension: 3, interaction: 'relu', omega: 'global', startNoise: 1 },
    coupling: {
      kind: coupling,
      alpha: coupling === 'multiplicative' ? 1 : associative ? -0.1 : -0.2,
      kappaH: 1,
      kappaK: 1,
    },
    flow: { solver: 'rk4', steps: 4, until: 1, jitter: 0.5 },
    optimiser: {
      kind: 'lion',
      rate: associative ? 3e-3 : 5e-3,
      ...(associative ? { schedule: 'exponential', halfEvery: 300 } : { schedule: 'linear' }),
      weightDecay: 0,
      groups: associative ? {} : { 'start.s': { rateFactor: 10 } },
    },
    batch: 20,
    updates: associative ? 400 : 300,
    ...(associative ? { bias: { digits: [0, 1], share: 0.5 }, freezeUntil: { [path]: 100 } } : {}),
  };
}

/** A profile over drawn digits that shows every part in seconds, on any backend. */
export const glyphsRecipe: Recipe = {
  name: 'glyphs',
  data: 'glyphs',
  seed: 1,
  base: {
    memory: { activation: 'relu', hidden: 30 },
    flow: { solver: 'rk4', steps: 2, until: 1, jitter: 0.7 },
    optimiser: { kind: 'lion', rate: 3e-3, schedule: 'linear', weightDecay: 0.1 },
    batch: 25,
    updates: 300,
  },
  edit: glyphsEdit,
  tasks: quick.tasks,
  coupling: 'additive',
  execution: {
    base: { checkpointEvery: 50, evaluation: { ...quick.execution.base.evaluation, every: 50, everyImages: 100 } },
    edit: { checkpointEvery: 50, evaluation: { ...quick.execution.edit.evaluation, every: 40, everyImages: 100 } },
  },
  agreement: { rtol: 1e-5, atol: 1e-6, images: 100 },
};
