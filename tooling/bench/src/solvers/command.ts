import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { quoted, whole } from '../arguments.ts';
import { insertMarkdown, sectionsMarkdown, sectionsText } from '../report/text.ts';
import { studySections } from './report.ts';
import { type PartName, partNames, type StudySettings, studyDefaults, type TaskName } from './settings.ts';
import { runStudy } from './study.ts';

interface Options {
  readonly out: string;
  readonly markdown?: string;
  readonly base?: string;
  readonly parts: readonly PartName[];
  readonly backend: string;
  readonly rounds: number;
  readonly neurons: number;
  readonly neighbours: number;
  readonly dimension: number;
  readonly batches: readonly [number, number];
  readonly memoryUpdates: readonly [number, number];
  readonly trainingUpdates: readonly [number, number];
  readonly images: number;
  readonly outputImages: number;
  readonly adaptiveImages: number;
}

/** Runs the study of solvers as the arguments say; returns the exit code, 1 if a row failed. */
export async function runSolverCommand(args: readonly string[]): Promise<number> {
  const command = solverCommand();
  command.parse(args, { from: 'user' });
  const options = command.opts<Options>();
  const { out, markdown, base, parts, backend, rounds } = options;
  const results = await runStudy({
    settings: settingsOf(options),
    parts,
    out,
    ...(base !== undefined && { base }),
    subject: backend,
    rounds,
    onProgress: (line) => process.stderr.write(`${line}\n`),
  });
  const sections = studySections(results, ['npx -y pnpm@12 bench solvers', ...args.map(quoted)].join(' '));
  process.stdout.write(sectionsText(sections));
  if (markdown !== undefined) {
    const before = existsSync(markdown) ? readFileSync(markdown, 'utf8') : '';
    writeFileSync(markdown, insertMarkdown(before, sectionsMarkdown(sections), 'solvers'));
  }
  return sections.some(({ title }) => title.endsWith('what failed')) ? 1 : 0;
}

function settingsOf(options: Options): StudySettings {
  const { neurons, neighbours, dimension, images, outputImages, adaptiveImages } = options;
  return {
    ...studyDefaults,
    neurons,
    neighbours,
    dimension,
    images,
    outputImages,
    adaptiveImages,
    batches: byTask(options.batches),
    memoryUpdates: byTask(options.memoryUpdates),
    trainingUpdates: byTask(options.trainingUpdates),
  };
}

function byTask([base, edit]: readonly [number, number]): Record<TaskName, number> {
  return { base, edit };
}

function pairOf({ base, edit }: Readonly<Record<TaskName, number>>): readonly [number, number] {
  return [base, edit];
}

function solverCommand(): Command {
  const { memoryUpdates, trainingUpdates } = studyDefaults;
  return new Command('bench solvers')
    .description(
      'Compares solvers of the flow: gradients against a fine integration, times of updates, adaptive steps, accuracy. ' +
        'A run that was ended goes on where it was.',
    )
    .option('--out <folder>', 'where results are kept, row by row, in solvers.json', 'runs/solvers')
    .option('--markdown <file>', 'write the tables there, between <!-- solvers: begin --> and <!-- solvers: end -->')
    .option('--base <file>', 'weights.safetensors of a base memory, in place of one that is trained here')
    .option('--parts <list>', `comma-separated: ${partNames.join(', ')}`, parts, partNames)
    .option('--backend <id>', 'relaxed-T or plain-T with T threads, or cpu-1', `relaxed-${availableParallelism()}`)
    .option('--rounds <count>', 'rounds of the times', whole, 5)
    .option('--neurons <N>', 'neurons N', whole, studyDefaults.neurons)
    .option('--neighbours <k>', 'neighbours k of the edit', whole, studyDefaults.neighbours)
    .option('--dimension <D>', 'dimension D of the edit', whole, studyDefaults.dimension)
    .option('--batches <base,edit>', 'batches B', pair, pairOf(studyDefaults.batches))
    .option('--memory-updates <base,edit>', 'updates before gradients are compared', pair, pairOf(memoryUpdates))
    .option('--training-updates <base,edit>', 'updates before accuracies are', pair, pairOf(trainingUpdates))
    .option('--images <count>', 'test images of accuracies', whole, studyDefaults.images)
    .option('--output-images <count>', 'test images of class outputs', whole, studyDefaults.outputImages)
    .option('--adaptive-images <count>', 'test images of adaptive steps', whole, studyDefaults.adaptiveImages)
    .allowExcessArguments(false);
}

function parts(text: string): readonly PartName[] {
  return text.split(',').map((name) => {
    const part = partNames.find((known) => known === name.trim());
    if (part === undefined) throw new InvalidArgumentError(`Allowed are ${partNames.join(', ')}.`);
    return part;
  });
}

function pair(text: string): readonly [number, number] {
  const [base, edit, ...more] = text.split(',').map(whole);
  if (base === undefined || edit === undefined || more.length > 0) {
    throw new InvalidArgumentError('Allowed are two whole numbers from 1, as in 400,120.');
  }
  return [base, edit];
}
