import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { largestOf } from '@hkmem/backend';
import {
  type CellResult,
  distinctCells,
  effectsOf,
  identifyCell,
  numbersAt,
  resultsOf,
  type Study,
  type StudyOutcomes,
  type StudySection,
  studyCells,
  studyFactors,
} from '@hkmem/experiments';
import {
  cellCsv,
  correctionTable,
  describeMachine,
  formatDuration,
  goalsTable,
  machineLine,
  makeFolder,
  markdownTable,
  rangeText,
  sectionTable,
  sequenceSteps,
  sequenceTable,
  writeAtomically,
} from '@hkmem/sweep';
import type { Figure } from '../../figures/figure.ts';
import { renderPng } from '../../figures/render.ts';
import { programFile } from '../../program-file.ts';

/** What a report is written about. */
export interface StudyReport {
  readonly study: Study;
  readonly outcomes: StudyOutcomes;
  /** The command that writes it. */
  readonly command: string;
  readonly time: Date;
}

/**
 * Writes `README.md`, `cells.csv`, `configurations.json` and figures into a folder, from results alone: the same results
 * give the same report. @throws {RunFolderError} if a file cannot be written.
 */
export async function writeReport(folder: string, report: StudyReport): Promise<void> {
  const { study, outcomes } = report;
  await makeFolder(join(folder, 'figures'));
  const parts: string[] = [head(report), ...goalsText(report)];
  for (const section of study.sections) parts.push(await sectionText(folder, section, outcomes));
  parts.push(tail(report));
  const configurations = Object.fromEntries(studyCells(study).map(({ name, cell }) => [name, cell]));
  await writeAtomically(join(folder, 'cells.csv'), cellCsv(study, outcomes));
  await writeAtomically(join(folder, 'configurations.json'), `${JSON.stringify(configurations, undefined, 1)}\n`);
  await writeAtomically(join(folder, 'README.md'), `${parts.join('\n\n')}\n`);
}

function head({ study, outcomes, command }: StudyReport): string {
  const cells = distinctCells(study);
  const finished = resultsOf(cells, outcomes).length;
  const missing =
    finished === cells.length
      ? ''
      : `\n\n**${cells.length - finished} of ${cells.length} cells have no result yet;** their places show a dash. The ` +
        'command below goes on with them.';
  return [
    `# Experiments: profile ${study.profile}, ${study.data}`,
    '',
    'Accuracies are shares of right answers on the test images, in per cent, by adaptive Tsit5 at rtol 1e-3, whatever was ' +
      'used in training. The first images (their number is in `cells.csv`) are answered a second time at rtol 1e-5, *finer*; ' +
      '*same answers* is the share of these that both integrations answer alike. Of several seeds: mean (least to most). ' +
      'The paper is Fanaskov and Oseledets, arXiv 2505.03648; *unedited* is the base memory on the edited labels. Settings ' +
      'of memories, edits and baselines were chosen by trials on test images (docs/decisions/0010 and 0018), so accuracies lean to ' +
      'the good side, and the edits had more trials than the baselines.' +
      missing,
    '',
    '```sh',
    command,
    '```',
  ].join('\n');
}

function goalsText({ study, outcomes }: StudyReport): readonly string[] {
  const table = goalsTable(study, outcomes);
  if (table.rows.length === 0) return [];
  return [
    '## Goals',
    'The row of the tables below with the highest mean over its seeds. What was tried for a goal are the rows of its ' +
      'section, and the trials of docs/decisions/0018.',
    markdownTable(table),
  ];
}

async function sectionText(folder: string, section: StudySection, outcomes: StudyOutcomes): Promise<string> {
  const { accuracyFigure, sequenceFigure, spectrumFigure } = await import('./figures.ts');
  const parts = [`## ${section.title}`, section.about, markdownTable(sectionTable(section, outcomes))];
  const draw = async (name: string, caption: string, figure: Figure | undefined): Promise<void> => {
    if (figure === undefined) return;
    await writeAtomically(join(folder, 'figures', `${name}.svg`), figure.svg);
    await writeAtomically(join(folder, 'figures', `${name}.png`), await renderPng(figure));
    parts.push(`![${caption}](figures/${name}.svg)`);
  };
  await draw(section.id, `${section.title}: accuracies`, accuracyFigure(section, outcomes));
  for (const part of effectsText(section, outcomes)) parts.push(part);
  const corrections = correctionTable(section, outcomes);
  if (section.corrections === true && corrections.rows.length > 0) {
    parts.push(
      'What the oscillators add to the weights at the end of a flow, under each stimulus (first seed). The graph is sparse ' +
        'and the diagonal 0, so the rank is not D; *in the first D* is the share of the squared norm in D singular values. ' +
        '*Order* is the length of the mean of all oscillators.',
      markdownTable(corrections),
    );
    await draw(`${section.id}-spectrum`, 'Singular values of corrections', spectrumFigure(section, outcomes));
  }
  const steps = sequenceSteps(section, outcomes);
  if (steps.length > 0) {
    parts.push(markdownTable(sequenceTable(steps)));
    await draw(`${section.id}-steps`, 'Accuracy after each edit', sequenceFigure(steps));
  }
  const energy = energyText(section, outcomes);
  if (energy !== undefined) parts.push(energy);
  return parts.join('\n\n');
}

/** Whether natural rotations of a cell differ from neuron to neuron. */
function hasLocalOmega({ cell: { config } }: CellResult): boolean {
  return 'oscillators' in config && config.oscillators?.omega === 'local';
}

function effectsText(section: StudySection, outcomes: StudyOutcomes): readonly string[] {
  const results = section.rows.flatMap(({ works }) => resultsOf(works, outcomes));
  const rows = (['D', 'k'] as const).flatMap((factor) =>
    effectsOf(factor, results).map(({ task, coupling, points }) => [
      studyFactors[factor].what,
      task,
      coupling,
      rangeText(points),
      String(points.length),
    ]),
  );
  if (rows.length === 0) return [];
  return [
    'What D and k do, everything else being equal: points of accuracy gained, mean (least to most) over pairs of cells.',
    markdownTable({ columns: ['setting', 'task', 'coupling', 'points', 'pairs'], rows }),
  ];
}

function energyText(section: StudySection, outcomes: StudyOutcomes): string | undefined {
  const results = section.rows.flatMap(({ works, described }) => [
    ...resultsOf(works, outcomes),
    ...resultsOf(described, outcomes),
  ]);
  const text = (of: readonly CellResult[], which: string, after: string): string[] => {
    const rises = numbersAt(of, 'finer.energyRise');
    if (rises.length === 0) return [];
    const allowance = largestOf(numbersAt(of, 'finer.energyAllowance'));
    const rise = largestOf(rises);
    return [
      `Energy along every flow of the finer integrations${which} (${rises.length} of the cells): the largest rise between two ` +
        `steps is ${rise === 0 ? '0' : rise.toExponential(1)} of its scale (rounding alone may show ` +
        `${allowance.toExponential(1)})${after}.`,
    ];
  };
  const local = results.filter(hasLocalOmega);
  const others = results.filter((result) => !local.includes(result));
  const sentences = [
    ...text(others, '', ''),
    ...text(local, ' with a local omega', '; no energy is known that such a flow cannot raise'),
  ];
  return sentences.length === 0 ? undefined : sentences.join(' ');
}

function tail({ study, outcomes, time }: StudyReport): string {
  const cells = distinctCells(study);
  const results = resultsOf(cells, outcomes);
  const seconds = results.reduce((sum, { cost }) => sum + cost.trainingSeconds + cost.evaluationSeconds, 0);
  const machines = [
    ...new Set(
      results.map(({ cost, version }) => {
        const threads = cost.threads === 1 ? '1 thread' : `${cost.threads} threads`;
        return `hkmem ${version}: ${cost.machine}; ${cost.backend}, ${threads} a cell`;
      }),
    ),
  ];
  const failed = cells.flatMap(({ name, cell }) => {
    const error = outcomes.errors.get(identifyCell(cell).id);
    return error === undefined ? [] : [`- \`${name}\`: ${error}`];
  });
  return [
    '## How it was made',
    '',
    `- Written ${time.toISOString()} on ${machineLine(describeMachine())}${treeText()}.`,
    `- ${results.length} cells, ${formatDuration(seconds)} for their trainings and evaluations, summed over cells.`,
    ...machines.map((machine) => `- Computed on ${machine}.`),
    '- Numbers in full: [cells.csv](cells.csv); every setting: [configurations.json](configurations.json).',
    ...(failed.length === 0 ? [] : ['', '### Cells that failed', '', ...failed]),
  ].join('\n');
}

/** The commit that this program was built from, where it runs in its repository. */
function treeText(): string {
  try {
    const commit = execFileSync('git', ['describe', '--always', '--dirty'], {
      cwd: dirname(programFile()),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return `, tree ${commit.toString('utf8').trim()}`;
  } catch {
    return '';
  }
}
