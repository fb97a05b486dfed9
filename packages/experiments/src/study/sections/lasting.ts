import type { BeyondEvaluation } from '../../config/settings.ts';
import { baseOf, judging, type StudySettings, workingEdit } from '../settings.ts';
import type { StudyRow, StudySection } from '../study.ts';
import { type EditGrid, editChoices } from './edits.ts';

const beyond: BeyondEvaluation = { times: [2, 5], images: 1000 };

/** Whether the answers of the base memory and of its edits last beyond the time at which the protocol reads them. */
export function lastingSection({ data, judged }: StudySettings, grid: EditGrid): StudySection {
  const { execution } = judging(judged);
  const base: StudyRow = {
    labels: ['base memory', '-', '-', '-'],
    works: [{ name: 'lasting/base/seed1', cell: { kind: 'base', config: baseOf(data, 1), execution, beyond } }],
  };
  const edits = editChoices(grid).map((choice): StudyRow => {
    const { task, coupling, dimension, neighbours } = choice;
    const config = workingEdit(choice, data, 1);
    return {
      labels: [task, coupling, String(dimension), String(neighbours)],
      works: [{ name: `lasting/${task}/${coupling}/seed1`, cell: { kind: 'edit', config, execution, beyond } }],
    };
  });
  return {
    id: 'lasting',
    title: 'After T',
    about:
      'The protocol trains and reads answers at T = 1, on the way: with relu the energy of these memories has no floor, so ' +
      'the flow comes to no rest (`hkmem info` on their weights gives the direction in which it falls). The same memories, ' +
      'the same first images, read later.',
    columns: ['memory', 'coupling', 'D', 'k'],
    rows: [base, ...edits],
  };
}
