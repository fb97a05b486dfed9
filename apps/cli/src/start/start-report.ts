import { largestOf } from '@hkmem/backend';
import type { EditTaskName } from '@hkmem/datasets';
import { type Agreement, paperAccuracies } from '@hkmem/experiments';
import {
  csvTable,
  damageTable,
  type EditedTask,
  editTable,
  formatDuration,
  type Machine,
  type MemoryAtRest,
  machineLine,
  markdownTable,
  percent,
  type RunSummary,
  type Table,
} from '@hkmem/sweep';

/** Everything that `hkmem start` found. */
export interface StartSummary {
  readonly folder: string;
  readonly profile: string;
  readonly data: string;
  readonly time: string;
  readonly machine: Machine;
  readonly backend: string;
  readonly workers: number;
  /** The memory that answers at rest. */
  readonly rest: MemoryAtRest;
  /** It with the labels of two digits swapped by oscillators. */
  readonly swapped: EditedTask;
  readonly base: RunSummary;
  readonly edits: readonly RunSummary[];
  readonly agreement: readonly Omit<Agreement, 'seconds'>[];
  /** SHA-256 of the weights files, base first. */
  readonly weights: readonly string[];
  readonly figures: readonly { readonly file: string; readonly caption: string }[];
  /** Of the command that wrote the report; parts that were finished before took none of them. */
  readonly seconds: number;
  /** Whether everything was there already. */
  readonly reused: boolean;
}

/** How the memory at rest answers and restores. */
export function restTable({ rest }: StartSummary): Table {
  return damageTable([rest.damages]);
}

/** How it answers swapped labels, before and after its edit. */
export function swapTable({ swapped }: StartSummary): Table {
  return editTable([swapped]);
}

/** The table of accuracies before and after, beside the paper's where the data is MNIST. */
export function startTable({ base, edits, data }: StartSummary): Table {
  const paper = (value: string): string => (data === 'mnist' ? value : '-');
  const row = (summary: RunSummary, unedited: string, edited: string): string[] => [
    summary.task === 'base' ? 'base memory' : summary.task,
    percent(summary.unedited),
    paper(unedited),
    percent(summary.accuracy),
    paper(edited),
    String(summary.trainedParameters),
    String(summary.updates),
    summary.trainingSeconds.toFixed(0),
  ];
  return {
    columns: [
      'task',
      'unedited %',
      "paper's unedited",
      'edited %',
      "paper's edited",
      'parameters trained',
      'updates',
      'seconds',
    ],
    rows: [
      row(base, '-', paperAccuracies.base),
      ...edits.map((edit) => {
        const { unedited, edited } = paperAccuracies.edits[edit.task as EditTaskName];
        return row(edit, unedited, edited);
      }),
    ],
  };
}

/** The table of agreement between two integrations. */
export function agreementTable({ agreement }: StartSummary): Table {
  return {
    columns: ['task', 'test images', 'accuracy %', 'accuracy %, finer', 'same answer %'],
    rows: agreement.map((entry) => [
      entry.task,
      String(entry.images),
      percent(entry.accuracy),
      percent(entry.finerAccuracy),
      percent(entry.sameAnswers),
    ]),
  };
}

/** The Markdown report. */
export function startReport(summary: StartSummary): string {
  const { rest, swapped, base, edits, agreement, profile, backend, workers, machine, time, seconds, figures } = summary;
  const parts = [base, ...edits];
  const largest = (values: readonly (number | undefined)[]): string =>
    largestOf([0, ...values.map((value) => value ?? 0)]).toExponential(1);
  return [
    `# hkmem start: profile ${profile}, ${summary.data}`,
    '',
    '## A memory that remembers',
    '',
    ...figureText(figures.filter(({ file }) => file.includes('rest'))),
    markdownTable(restTable(summary)),
    '',
    `${rest.count} test images of each damage, shown all the time and followed to rest, a root mean square of the field below ` +
      '1e-4. Pixels: root mean square against the clean image, of the cue and restored. Changed: answers at rest that are not ' +
      `those at T = 1. ${rest.promise} Trained with ${rest.updates} updates; \`hkmem rest\` trains longer, by several seeds.`,
    '',
    markdownTable(swapTable(summary)),
    '',
    `The same memory, its weights frozen, with the labels of digits ${swapped.digits.join(' and ')} swapped by oscillators, over the first ` +
      `${swapped.rows[0]!.evaluations[0]!.count} test images. \`hkmem rest --edits\` makes other edits, disturbs them, and has corrections of ` +
      'low rank beside them.',
    '',
    '## The published protocol',
    '',
    'It trains and reads answers at T = 1, on the way: with relu the energy of these memories has no floor, and they come to no ' +
      'rest (`hkmem info` on their weights). What the oscillators of an edit do holds at that time.',
    '',
    markdownTable(startTable(summary)),
    '',
    `Accuracies are over ${base.count} test images${ofEdits(summary)}, integrated by ${base.evaluation}. 'Unedited' is what the base ` +
      'memory answers, held against the edited labels. The edits train oscillators only; the Hopfield weights are frozen. ' +
      "'Seconds' are those of the updates. The paper's numbers are those of Fanaskov and Oseledets, arXiv 2505.03648; " +
      'it gives the unedited ones as a range over the four tasks, 76.3 to 91.7.',
    '',
    '## Integrated more finely',
    '',
    markdownTable(agreementTable(summary)),
    '',
    `The finer one is ${agreement[0]?.finer ?? 'absent'}; both accuracies are over the same images.`,
    '',
    `Largest rise of the energy along these finer flows, relative to its scale: ` +
      `${largest(agreement.map(({ energyRise }) => energyRise))} (rounding alone may show ` +
      `${largest(agreement.map(({ energyAllowance }) => energyAllowance))}).`,
    '',
    ...figureText(figures.filter(({ file }) => !file.includes('rest'))),
    '## How it was made',
    '',
    `- Written ${time}, ${formatDuration(seconds)} in all (parts that were finished before are not in this time).`,
    `- ${machineLine(machine)}.`,
    `- Backend ${backend}, ${workers} ${workers === 1 ? 'worker' : 'workers'}.`,
    `- Memory at rest: ${rest.processorSeconds.toFixed(0)} processor seconds of training; in \`${rest.folder}\`.`,
    ...parts.map(
      ({ task, training, folder, backend: by }) => `- ${task}: trained with ${training}, on ${by}; in \`${folder}\`.`,
    ),
    '',
  ].join('\n');
}

function figureText(figures: StartSummary['figures']): string[] {
  return figures.flatMap(({ file, caption }) => [`![${caption}](${file})`, '', `*${caption}.*`, '']);
}

/** One row per memory, numbers in full. */
export function startCsv({ base, edits, agreement }: StartSummary): string {
  const columns = [
    'task',
    'unedited',
    'paper_unedited_percent',
    'edited',
    'paper_edited_percent',
    'images',
    'parameters_trained',
    'updates',
    'training_seconds',
    'agreement_images',
    'finer_accuracy',
    'same_answers',
    'energy_rise',
    'backend',
  ];
  const rows = [base, ...edits].map((summary, n) => {
    const paper =
      summary.task === 'base'
        ? { unedited: '-', edited: paperAccuracies.base }
        : paperAccuracies.edits[summary.task as EditTaskName];
    const second = agreement[n];
    const cells = [
      summary.task,
      summary.unedited,
      paper.unedited,
      summary.accuracy,
      paper.edited,
      summary.count,
      summary.trainedParameters,
      summary.updates,
      summary.trainingSeconds,
      second?.images,
      second?.finerAccuracy,
      second?.sameAnswers,
      second?.energyRise,
      summary.backend,
    ];
    return cells.map((cell) => String(cell ?? ''));
  });
  return csvTable({ columns, rows });
}

/** Over how many images edits are judged, where it is not all that judge the base memory, and how far chance moves that. */
function ofEdits({ base, edits }: StartSummary): string {
  const [first] = edits;
  if (first === undefined || first.count === base.count) return '';
  const spread = largestOf(edits.map(({ accuracy, count }) => Math.sqrt((accuracy * (1 - accuracy)) / count)));
  return ` (edits over the first ${first.count}, with a standard error of ${(100 * spread).toFixed(1)} %; \`hkmem eval\` takes all)`;
}
