import type { CouplingName } from '@hkmem/backend';
import type { EditTaskName } from '@hkmem/datasets';
import type { EditRecipe, Recipe } from './recipe.ts';

/** Factors on the rate of a coupling's own parameter, and where it starts; others start as their laws say. */
const couplings: Readonly<
  Partial<Record<CouplingName, { readonly alpha: number; readonly path: string; readonly factor: number }>>
> = {
  additive: { alpha: -0.12, path: 'coupling.alpha', factor: 10 },
  multiplicative: { alpha: 3, path: 'coupling.alpha', factor: 30 },
  network: { alpha: 0, path: 'coupling.weights', factor: 1 },
};

/**
 * Edits are trained with alpha held: learned, it grows until the flow is stiff. Weight decay on A and B keeps the forces
 * on oscillators, and so the number of adaptive steps, small. No omega: a common rotation changes no overlap. The paired
 * image of an associative edit reaches the class neurons only over edges that cross the ring, hence a rewired graph. A
 * multiplicative coupling rescales what a neuron reads, so it needs many of its own edges too, and overlaps near 0 at
 * first: oscillators at rest in one direction would multiply every weight by 1 + alpha.
 */
function quickEdit(task: EditTaskName, coupling: CouplingName): EditRecipe {
  const own = couplings[coupling];
  const associative = task.startsWith('associative-');
  const alpha = associative && coupling === 'additive' ? -0.1 : (own?.alpha ?? 0);
  const rescaling = coupling === 'multiplicative';
  const spread = associative && rescaling;
  const lengths = { swap: 200, conflation: 100, 'associative-swap': 400, 'associative-conflation': 400 };
  const updates = lengths[task] * (rescaling && !associative ? 2 : 1);
  const groups = {
    'kuramoto.A': { weightDecay: associative ? 5 : 10 },
    'kuramoto.B': { weightDecay: associative ? 5 : 10 },
  };
  return {
    digits: [0, 1],
    graph: { kind: 'small-world', neighbours: 150, rewiring: spread ? 0.5 : associative ? 1 : 0.1, count: 'one' },
    oscillators: {
      dimension: associative && !spread ? 2 : 6,
      interaction: 'relu',
      omega: 'none',
      startNoise: 1,
      ...(spread && { rest: 'random' }),
    },
    coupling: { kind: coupling, alpha, kappaH: 1, kappaK: 1 },
    flow: { solver: 'carpenter4', steps: 2, until: 1, jitter: 0.7 },
    optimiser: {
      kind: 'lion',
      rate: associative || rescaling ? 4e-3 : 2e-3,
      schedule: 'linear',
      weightDecay: 0,
      groups: {
        ...(own && { [own.path]: { rateFactor: own.factor } }),
        ...groups,
        ...(associative ? {} : { 'start.s': { rateFactor: 5 } }),
      },
    },
    batch: 48,
    updates,
    ...(associative ? { bias: { digits: [0, 1], share: 0.5 } } : {}),
    ...(own && coupling !== 'network' ? { freezeUntil: { [own.path]: updates } } : {}),
  };
}

/** The profile of `hkmem start`, in minutes on two cores. */
export const quick: Recipe = {
  name: 'quick',
  data: 'mnist',
  seed: 1,
  base: {
    memory: { activation: 'relu', hidden: 100 },
    flow: { solver: 'carpenter4', steps: 2, until: 1, jitter: 0.7 },
    optimiser: { kind: 'lion', rate: 8e-4, schedule: 'linear', weightDecay: 7 },
    batch: 100,
    updates: 1500,
  },
  edit: quickEdit,
  tasks: ['swap', 'conflation', 'associative-swap'],
  coupling: 'additive',
  execution: {
    base: { checkpointEvery: 250, evaluation: { rtol: 1e-3, atol: 1e-6, energy: false, every: 250, everyImages: 500 } },
    edit: { checkpointEvery: 25, evaluation: { rtol: 1e-3, atol: 1e-6, energy: false, every: 50, everyImages: 200 } },
  },
  agreement: { rtol: 1e-5, atol: 1e-6, images: 1000 },
};
