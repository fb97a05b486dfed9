import type { BeyondEvaluation } from '../../config/settings.ts';
import { baseOf, judging, type StudySettings, workingEdit } from '../settings.ts';
import type { StudyRow, StudySection } from '../study.ts';
import { type EditGrid, editChoices } from './edits.ts';

const beyond: BeyondEvaluation = { times: [2, 5], images: 1000 };
/**
 * Oscillators are pulled by g_i g_j, so the flow of an edit gets stiffer with the square of activities that grow without end: to
 * t = 2 it takes 65 times the evaluations that it takes to 1, and with every quarter more four times as many.
 */
const beyondOfEdits: BeyondEvaluation = { times: [1.5, 2], images: 50 };

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
      works: [
        { name: `lasting/${task}/${coupling}/seed1`, cell: { kind: 'edit', config, execution, beyond: beyondOfEdits } },
      ],
    };
  });
  return {
    id: 'lasting',
    title: 'After T',
    about:
      'The protocol trains and reads answers at T = 1, on the way: with relu the energy of these memories has no floor, so ' +
      'the flow comes to no rest (`hkmem info` on their weights gives the direction in which it falls). The same memories, ' +
      'each on the same first images, read later: 1,000 for the base memory, 50 for edits. Their oscillators are pulled by products of ' +
      'two activities, which make the flow so stiff (4 images: 49 evaluations of the field to t = 1, 235 to 1.5, 3,223 to 2) that no ' +
      'explicit method reaches t = 5.',
    columns: ['memory', 'coupling', 'D', 'k'],
    rows: [base, ...edits],
  };
}
