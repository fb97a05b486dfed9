import type { EditTaskName } from '@hkmem/datasets';
import { paperAccuracies } from '../../report/paper.ts';
import { judging, type StudySettings, workingEdit } from '../settings.ts';
import type { StudyRow, StudySection } from '../study.ts';

/** The best edit of each kind in the grid, without and with context, and the swap, which is harder. */
const tasks: readonly EditTaskName[] = ['conflation', 'associative-conflation', 'swap'];
/** Times the updates of the grid. */
const factors = [1, 2, 4] as const;

/** The best edits trained on until they no longer improve. */
export function longerSection({ data, judged, again }: StudySettings): StudySection {
  const rows = tasks.flatMap((task) =>
    factors.map((factor): StudyRow => {
      const config = workingEdit({ task, coupling: 'additive', dimension: 6, neighbours: 150 }, data, 1);
      const updates = factor * config.updates;
      const freezeUntil = { 'coupling.alpha': updates };
      const longer = { ...config, updates, freezeUntil };
      // One times is the cell of the grid, with its identity.
      const judgement = judging(factor === 1 ? judged : again);
      return {
        labels: [task, `x ${factor}`],
        paper: { accuracy: paperAccuracies.edits[task].edited },
        works: [{ name: `longer/${task}/x${factor}/seed1`, cell: { kind: 'edit', config: longer, ...judgement } }],
      };
    }),
  );
  return {
    id: 'longer',
    title: 'The best edits, trained on',
    about:
      'The best edit without and with context, and the swap (additive, D = 6, k = 150), with more updates. The rate falls to 0 over the ' +
      'whole training, so each row is a training of its own.',
    columns: ['task', 'updates of the grid'],
    rows,
  };
}
