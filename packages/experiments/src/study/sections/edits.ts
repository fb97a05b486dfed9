import type { CouplingName } from '@hkmem/backend';
import { type EditTaskName, editTaskNames } from '@hkmem/datasets';
import { paperAccuracies } from '../paper.ts';
import { describedEdit, type EditChoice, judging, type StudySettings, workingEdit } from '../settings.ts';
import type { StudyRow, StudySection } from '../study.ts';
import { perSeed } from './cells.ts';

/** Which edits a profile runs. */
export interface EditGrid {
  readonly tasks: readonly EditTaskName[];
  readonly couplings: readonly CouplingName[];
  readonly dimensions: readonly number[];
  readonly neighbours: readonly number[];
  /** Whether the paper's own settings are run beside those that work. */
  readonly described: boolean;
  /** Edits of which all seeds are run, the others with one. */
  readonly repeated: (choice: EditChoice) => boolean;
}

/** The whole grid of arXiv 2505.03648. */
export const paperGrid: EditGrid = {
  tasks: editTaskNames,
  couplings: ['additive', 'multiplicative'],
  dimensions: [6, 4],
  neighbours: [150, 50],
  described: true,
  repeated: () => true,
};

/** `edits/swap/additive/D6/k150` */
function nameOf({ task, coupling, dimension, neighbours }: EditChoice): string {
  return `edits/${task}/${coupling}/D${dimension}/k${neighbours}`;
}

/** Every combination of a grid, couplings first. */
export function editChoices({ tasks, couplings, dimensions, neighbours }: EditGrid): readonly EditChoice[] {
  return couplings.flatMap((coupling) =>
    neighbours.flatMap((k) =>
      dimensions.flatMap((D) => tasks.map((task) => ({ task, coupling, dimension: D, neighbours: k }))),
    ),
  );
}

/** Edits of the frozen base memory by oscillators. */
export function editsSection(settings: StudySettings, grid: EditGrid): StudySection {
  const { data, editSeeds, judged, again, brief, describedUpdates } = settings;
  const first = brief.images === undefined ? 'all' : `the first ${brief.images.toLocaleString('en')}`;
  const rows = editChoices(grid).map((choice): StudyRow => {
    const name = nameOf(choice);
    const count = grid.repeated(choice) ? editSeeds : 1;
    const works = perSeed(`${name}/works`, count, (seed) => {
      const judgement = choice.coupling === 'multiplicative' ? brief : seed === 1 ? judged : again;
      return { kind: 'edit', config: workingEdit(choice, data, seed), ...judging(judgement) };
    });
    const described = perSeed(`${name}/described`, 1, (seed) => {
      return { kind: 'edit', config: describedEdit(choice, settings, seed), ...judging(brief) };
    });
    const { unedited, edited } = paperAccuracies.edits[choice.task];
    return {
      labels: [choice.task, choice.coupling, String(choice.dimension), String(choice.neighbours)],
      ...(data === 'mnist' && { paper: { unedited, accuracy: edited } }),
      works,
      ...(grid.described && { described }),
    };
  });
  return {
    id: 'edits',
    corrections: true,
    title: 'Edits of the frozen memory',
    about:
      'The Hopfield weights stay as they are; oscillators are trained on the edited labels. *As it works*: the settings of ' +
      '`hkmem start` (docs/decisions/0010), with coupling, D and k changed, and alpha stronger where k is smaller' +
      (grid.described
        ? `. *As described*: the paper's start at e_1, alpha from 0.01, two small worlds, its rates and batches; ` +
          `${describedUpdates.toLocaleString('en')} of its 9,000 updates, ${first} test images`
        : '') +
      (grid.couplings.includes('multiplicative') ? `. Multiplicative edits are judged on ${first} test images.` : '.'),
    columns: ['task', 'coupling', 'D', 'k'],
    rows,
  };
}
