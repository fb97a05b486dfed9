import type { EditTaskName } from '@hkmem/datasets';
import { paperAccuracies } from '../paper.ts';
import { judging, type StudySettings, workingEdit } from '../settings.ts';
import type { StudyRow, StudySection } from '../study.ts';

/** The edits of the grid that answer best, without and with context, by one seed; D is 6. */
const edits: readonly (readonly [task: EditTaskName, neighbours: number])[] = [
  ['swap', 150],
  ['conflation', 150],
  ['associative-swap', 50],
  ['associative-conflation', 150],
];
/** Times the updates of the grid. */
const factors = [1, 2, 4] as const;

/** The best edits with ever more updates, to see whether they still improve. */
export function longerSection({ data, judged, again }: StudySettings): StudySection {
  const rows = edits.flatMap(([task, neighbours]) =>
    factors.map((factor): StudyRow => {
      const config = workingEdit({ task, coupling: 'additive', dimension: 6, neighbours }, data, 1);
      const updates = factor * config.updates;
      const freezeUntil = { 'coupling.alpha': updates };
      const longer = { ...config, updates, freezeUntil };
      // One times is the cell of the grid, with its identity.
      const judgement = judging(factor === 1 ? judged : again);
      return {
        labels: [task, String(neighbours), `x ${factor}`],
        paper: { accuracy: paperAccuracies.edits[task].edited },
        works: [{ name: `longer/${task}/x${factor}/seed1`, cell: { kind: 'edit', config: longer, ...judgement } }],
      };
    }),
  );
  return {
    id: 'longer',
    title: 'The best edits, trained on',
    about:
      'Additive edits of the grid, D = 6, with more updates. The rate falls to 0 over the whole training, so each row is a ' +
      'training of its own.',
    columns: ['task', 'k', 'updates of the grid'],
    rows,
  };
}
