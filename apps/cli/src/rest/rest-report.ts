import { layersToText } from '@hkmem/experiments';
import {
  damageTable,
  type EditedTask,
  editTable,
  markdownTable,
  type RestMemories,
  restGoalTable,
  spread,
} from '@hkmem/sweep';
import { describeTrainingFlow } from '@hkmem/training';

/** What a report tells besides its memories. */
export interface RestReportParts {
  /** Groups of memories, the first one the goals' own. */
  readonly memories: readonly RestMemories[];
  /** Edits of the first memory; none if absent. */
  readonly edits?: readonly EditedTask[];
  /** The command that makes it. */
  readonly command: string;
  /** What judged: `test` or `validation`. */
  readonly judged: string;
}

/** Tables of memories at rest, in Markdown. */
export function restReport({ memories, edits, command, judged }: RestReportParts): string {
  const sections = memories.map((group) => section(group, judged));
  return [
    '# Memories at rest',
    'Answers and restored pixels of memories whose answers are minima of one bounded energy. A sample is at rest if the root ' +
      'mean square of its field is below 1e-4. Rest by T = 50: within 25 sweeps of alternating minimisation from T = 5, since a sweep takes ' +
      'slow departures as far down as the flow does in a time of 2. Rest found: within 400 sweeps. Changed: answers at rest that are not those at T = 1. Pixels: root ' +
      'mean square against the clean image, of the cue and restored. Means over seeds; after ± half the range.',
    `Made by \`${command}\`.`,
    ...sections,
    ...(edits === undefined ? [] : [editSection(edits)]),
    '',
  ].join('\n\n');
}

function section({ title, config, runs }: RestMemories, judged: string): string {
  const certificates = runs.map(({ evaluation }) => evaluation.certificate.text);
  const { optimiser, batch, updates, memory } = config;
  const seconds = runs.map((run) => run.processorSeconds);
  return [
    `## ${title[0]!.toUpperCase()}${title.slice(1)}`,
    `${runs.length} ${runs.length === 1 ? 'seed' : 'seeds'}, ${runs[0]!.evaluation.count} ${judged} images. Layers of ` +
      `${layersToText(memory.layers!)} between pixels and classes, ${updates} updates of ${batch} images by ${optimiser.kind} at ` +
      `${optimiser.rate} (${optimiser.schedule}), ${describeTrainingFlow(config.flow)}. Training took ` +
      `${spread(seconds, (value) => value.toFixed(0))} processor seconds` +
      `${config.data === 'mnist' ? '; the goal is five minutes on two cores, 600' : ''}.`,
    markdownTable(damageTable(runs.map(({ evaluation }) => evaluation.damages))),
    ...(config.data === 'mnist' ? [markdownTable(restGoalTable(runs.map(({ evaluation }) => evaluation)))] : []),
    `What the first memory promises: ${certificates[0]!}`,
  ].join('\n\n');
}

function editSection(edits: readonly EditedTask[]): string {
  const certificates = edits.flatMap(({ task, rows }) =>
    rows
      .filter(({ processorSeconds }) => processorSeconds !== undefined)
      .map(({ model, evaluations }) => `- ${task}, ${model}: ${evaluations[0]!.certificate.text}`),
  );
  const count = edits[0]!.rows[0]!.evaluations.length;
  return [
    `## Edits of the first ${count === 1 ? 'memory' : `${count} memories`}`,
    'The weights of a memory are frozen. Oscillators on its hidden and class units, coupled to them, make digits 0 and 1 ' +
      'exchange their labels (swap) or 1 be answered 0 (conflation), of associative tasks where a paired image asks for it; ' +
      'beside them, where there are some, corrections of W of the same rank, trained by losses on the way and near rest. Answers on ' +
      'the edited labels.',
    markdownTable(editTable(edits)),
    'What the edited memories promise, the first of each:',
    certificates.join('\n'),
  ].join('\n\n');
}
