import type { EditTaskName } from '@hkmem/datasets';
import { baselineOf, judging, type StudySettings, workingEdit } from '../settings.ts';
import type { StudyCell, StudyRow, StudySection } from '../study.ts';
import type { EditGrid } from './edits.ts';

/** At the start, falling to 0. The edit of 100 updates is too short for the first. */
const fineTuneRates: readonly number[] = [1e-4, 3e-4];

/** Baselines without oscillators beside an edit by oscillators, with as many updates of batches of the same size. */
export function baselinesSection(
  { data, judged }: StudySettings,
  { tasks, dimensions, neighbours }: Pick<EditGrid, 'tasks' | 'dimensions' | 'neighbours'>,
): StudySection {
  const [dimension, k] = [dimensions[0]!, neighbours[0]!];
  const parts = judging(judged);
  const cell = (name: string, of: StudyCell['cell']): readonly StudyCell[] => [{ name: `${name}/seed1`, cell: of }];
  const rowsOf = (task: EditTaskName): StudyRow[] => {
    const associative = task.startsWith('associative-');
    const name = `baselines/${task}`;
    const choice = { task, coupling: 'additive', dimension, neighbours: k } as const;
    const oscillators = { kind: 'edit', config: workingEdit(choice, data, 1), ...parts } as const;
    const tune = (method: Parameters<typeof baselineOf>[1]) =>
      ({ kind: 'tune', config: baselineOf(task, method, data, 1), ...parts }) as const;
    return [
      { labels: [task, `oscillators, D = ${dimension}, k = ${k}`], works: cell(`${name}/oscillators`, oscillators) },
      ...dimensions.map((rank) => ({
        labels: [task, `LoRA, rank ${rank}${associative ? ', not told' : ''}`],
        works: cell(`${name}/rank${rank}`, tune({ rank })),
      })),
      ...(associative
        ? dimensions.map((rank) => ({
            labels: [task, `LoRA, rank ${rank}, told the context`],
            works: cell(`${name}/told${rank}`, {
              kind: 'told',
              config: baselineOf(task, { rank }, data, 1),
              ...parts,
            }),
          }))
        : []),
      ...fineTuneRates.map((rate) => ({
        labels: [task, `full fine-tune of W, rate ${rate}${associative ? ', not told' : ''}`],
        works: cell(`${name}/fine-tune-${rate}`, tune({ rate })),
      })),
    ];
  };
  return {
    id: 'baselines',
    title: 'Baselines with the same budget of updates',
    about:
      'LoRA: W + U diag(c) U^T, trained, of rank D. Full fine-tune: all of V, of which W is the symmetric part, with ' +
      'N(N + 1)/2 free numbers. Neither sees the paired image; *told* means that the LoRA of the task without context answers where the paired image shows a 1, and the base memory elsewhere: ' +
      'a switch from outside that the oscillators have to find by themselves.',
    columns: ['task', 'method'],
    rows: tasks.flatMap(rowsOf),
  };
}
