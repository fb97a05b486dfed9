import { judging, type StudySettings, workingEdit } from '../settings.ts';
import type { StudySection } from '../study.ts';
import { perSeed } from './cells.ts';

/** Whether D can matter in the associative tasks. */
export function dimensionSection({ data, judged }: StudySettings): StudySection {
  const rows = (['reference', 'random'] as const).flatMap((rest) =>
    [2, 4, 6].map((dimension) => ({
      labels: [rest === 'reference' ? 'e_1' : 'random directions', String(dimension)],
      works: perSeed(`dimension/${rest}/D${dimension}`, 1, (seed) => {
        const choice = { task: 'associative-swap', coupling: 'additive', dimension, neighbours: 50 } as const;
        const config = workingEdit(choice, data, seed);
        // A rest at e_1 is what absence means; leaving it out keeps the identity of the edits' own cells.
        const oscillators = rest === 'random' ? { ...config.oscillators, rest } : config.oscillators;
        return { kind: 'edit', config: { ...config, oscillators }, ...judging(judged) };
      }),
    })),
  );
  return {
    id: 'dimension',
    corrections: true,
    title: 'Whether D matters in the associative tasks',
    about:
      'Paired images and reference neurons lie in span(e_1, e_2), and every force on a neuron is a combination of its ' +
      'neighbours: the oscillators never leave that plane, whatever D is. The column *outside the plane* is the largest ' +
      'component beyond e_2 at the end of a flow. A common rotation (global omega) changes no overlap. Hidden and class ' +
      'neurons that start in random directions of the sphere give D a meaning.',
    columns: ['hidden and class neurons start at', 'D'],
    rows,
  };
}
