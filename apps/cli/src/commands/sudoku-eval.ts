import { dirname } from 'node:path';
import { sudokuDefaults } from '@hkmem/akorn';
import { type MadeBoards, sudokuTests } from '@hkmem/experiments';
import {
  type JudgedSudoku,
  judgeSudoku,
  madeBoards,
  makeFolder,
  plainTable,
  readBoards,
  readSudokuModel,
  type Session,
  type SudokuTest,
  sudokuTable,
  writeAtomically,
} from '@hkmem/sweep';
import type { Command } from 'commander';
import { wholeNumber } from '../config/flags.ts';
import { parseRange } from '../config/range.ts';
import { type Context, writeJson } from '../console/context.ts';
import { UsageError } from '../console/errors.ts';
import { commandLine } from '../console/rerun.ts';
import { renderPng } from '../figures/render.ts';
import { withCommandSession } from '../session/command-session.ts';
import { evaluationReport } from '../sudoku/evaluation-report.ts';
import { addBackendOptions, addOutputOptions, type CommonFlags, sessionOptions } from './common-options.ts';

interface EvalFlags extends CommonFlags {
  readonly tests: string;
  readonly count: string;
  readonly boards?: string;
  readonly steps: string;
  readonly starts: string;
  readonly voteSteps?: string;
  readonly channels: string;
  readonly n: string;
  readonly heads: string;
  readonly layers: string;
  readonly report?: string;
}

/** `hkmem akorn sudoku eval`. */
export function addSudokuEval(sudoku: Command, context: Context): void {
  const command = sudoku
    .command('eval')
    .description('Ask trained networks for the solutions of boards that they were not trained on.')
    .argument('<models...>', 'run folders, finished or not, or .safetensors files')
    .option(
      '--tests <names>',
      `boards made here: ${Object.keys(sudokuTests).join(', ')}, a number of givens, or none`,
      'id,ood',
    )
    .option('--count <n>', 'boards of each test', '1000')
    .option('--boards <file>', 'a test of your own, lines of puzzle,solution')
    .option('--steps <list>', 'T, with one start each: a list 16,32 or a range', '16,32,64,128')
    .option('--starts <K>', 'random starts that vote by energy, at --vote-steps', '1')
    .option('--vote-steps <T>', 'T of the vote (default: the last of --steps)')
    .option('--report <file>', 'where a report goes; its figures go beside it')
    .option('--channels <C>', 'of weights of another program, which do not say it', String(sudokuDefaults.channels))
    .option('--n <n>', 'likewise', String(sudokuDefaults.n))
    .option('--heads <n>', 'likewise', String(sudokuDefaults.heads))
    .option('--layers <n>', 'likewise', String(sudokuDefaults.layers));
  addOutputOptions(addBackendOptions(command))
    .addHelpText(
      'after',
      '\nTests: id has 31 to 42 givens as the usual training boards, ood 17 to 34, a number so many. A board counts as solved if\n' +
        'every empty cell is right. Of K starts of a board the answer of the lowest energy, summed over the steps, counts. Models of one network\n' +
        'are one row, mean and range over their seeds. Answers are kept in run folders and used again.',
    )
    .action(async (places: readonly string[], flags: EvalFlags) => {
      const others = {
        ...sudokuDefaults,
        channels: wholeNumber('--channels', flags.channels),
        n: wholeNumber('--n', flags.n, 2),
        heads: wholeNumber('--heads', flags.heads),
        layers: wholeNumber('--layers', flags.layers),
      };
      const models = await Promise.all(places.map((place) => readSudokuModel(place, others)));
      const judged = await withCommandSession(context, sessionOptions(flags), async (session) => {
        const tests = await testsOf(session, flags);
        const all: JudgedSudoku[] = [];
        for (const model of models) {
          all.push({ model, scores: await judgeSudoku(session, model, tests, questionsOf(flags)) });
        }
        return all;
      });
      if (flags.report !== undefined) await writeReport(context, flags.report, judged);
      if (flags.json === true) {
        return writeJson(
          context,
          judged.map(({ model, scores }) => ({ model: model.place, spec: model.spec, weights: model.hash, scores })),
        );
      }
      context.stdout.write(`${plainTable(sudokuTable(judged))}\n`);
    });
}

async function testsOf(session: Session, { tests, count, boards }: EvalFlags): Promise<SudokuTest[]> {
  const found: SudokuTest[] = [];
  for (const name of tests === 'none' ? [] : tests.split(',').map((text) => text.trim())) {
    const made = { givens: givensOf(name), count: wholeNumber('--count', count), seed: 0 };
    found.push({
      name,
      identity: { made: name, seed: 0 },
      set: await madeBoards(session, `${name} boards`, made, 'test'),
    });
  }
  if (boards !== undefined) {
    const { path, hash, set } = await readBoards(boards);
    found.push({ name: path, identity: { file: hash }, set });
  }
  if (found.length === 0) throw new UsageError('got no boards to ask for: give --tests or --boards');
  return found;
}

/** Of a usual test by its name, or of boards with so many givens. */
function givensOf(name: string): MadeBoards['givens'] {
  if (name === 'id' || name === 'ood') return sudokuTests[name].givens;
  const count = Number(name);
  if (/^\d+$/.test(name) && count >= 17 && count <= 80) return [count, count];
  const names = Object.keys(sudokuTests).join(', ');
  throw new UsageError(`--tests: got '${name}', allowed are ${names}, a number of givens from 17 to 80, or none`);
}

function questionsOf(flags: EvalFlags): { steps: number; starts: number }[] {
  const steps = parseRange('--steps', flags.steps).map((T) => wholeNumber('--steps', String(T)));
  const starts = wholeNumber('--starts', flags.starts);
  const vote = flags.voteSteps === undefined ? steps.at(-1)! : wholeNumber('--vote-steps', flags.voteSteps);
  const single = steps.filter((T) => starts === 1 || T !== vote).map((T) => ({ steps: T, starts: 1 }));
  return starts === 1 ? single : [...single, { steps: vote, starts }];
}

async function writeReport(context: Context, report: string, judged: readonly JudgedSudoku[]): Promise<void> {
  const { startsFigure, stepsFigure, sudokuCurves } = await import('../figures/sudoku.ts');
  await makeFolder(dirname(report));
  const stem = report.replace(/\.md$/, '');
  const figures = [
    ...judged.map(({ model: { spec, training, log = [] } }) => {
      const title = `${spec.model}, ${spec.channels} channels, seed ${training?.seed}`;
      const known = training !== undefined && log.length > 0;
      const name = `training-${spec.model}-${spec.channels}-${training?.seed}`;
      return [name, known ? sudokuCurves(`Training: ${title}`, log) : undefined] as const;
    }),
    ['steps', stepsFigure(judged)] as const,
    ['starts', startsFigure(judged)] as const,
  ].flatMap(([name, figure]) => (figure === undefined ? [] : [{ file: `${stem}-${name}.svg`, figure }]));
  for (const { file, figure } of figures) {
    await writeAtomically(file, figure.svg);
    await writeAtomically(file.replace(/svg$/, 'png'), await renderPng(figure));
  }
  const command = commandLine(context.argv);
  const files = figures.map(({ file }) => file);
  await writeAtomically(report, evaluationReport({ judged, command, figures: files, time: context.now() }));
}
