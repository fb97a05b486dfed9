import { judging, type StudySettings, workingEdit } from '../settings.ts';
import type { StudySection } from '../study.ts';
import { perSeed } from './cells.ts';

/** One edit after another: 0 and 1 are swapped, then 2 and 3 too, and so on. */
export function sequenceSection({ data, brief }: StudySettings): StudySection {
  const choice = { task: 'swap', coupling: 'additive', dimension: 6, neighbours: 150 } as const;
  return {
    id: 'sequence',
    title: 'Edits one after another',
    about:
      'Each edit starts from the oscillators of the one before and learns one more swap; the Hopfield weights are frozen ' +
      'throughout.',
    columns: ['model'],
    rows: [
      {
        labels: ['additive, D = 6, k = 150'],
        works: perSeed('sequence', 1, (seed) => ({
          kind: 'sequence',
          config: workingEdit(choice, data, seed),
          later: [
            [2, 3],
            [4, 5],
            [6, 7],
            [8, 9],
          ],
          execution: judging(brief).execution,
        })),
      },
    ],
  };
}
