import { dirname } from 'node:path';
import { boardsCsv, madeBoards, makeFolder, writeAtomically } from '@hkmem/sweep';
import type { Command } from 'commander';
import { parseNumber, wholeNumber } from '../config/flags.ts';
import { type Context, writeJson } from '../console/context.ts';
import { UsageError } from '../console/errors.ts';
import { stoppingAfter } from '../console/interrupt.ts';
import { createProgress } from '../progress/progress.ts';
import { addOutputOptions, type CommonFlags } from './common-options.ts';

interface BoardFlags extends Pick<CommonFlags, 'json' | 'quiet'> {
  readonly output: string;
  readonly count: string;
  readonly givens: string;
  readonly seed: string;
}

/** `hkmem akorn sudoku boards`: makes boards. */
export function addSudokuBoards(sudoku: Command, context: Context): void {
  const command = sudoku
    .command('boards')
    .description('Make Sudoku boards with one solution each.')
    .requiredOption('-o, --output <file>', 'where they go, lines of puzzle,solution')
    .option('--count <n>', 'how many', '1000')
    .option('--givens <fewest:most>', 'givens of a board, 17 to 80', '31:42')
    .option('--seed <n>', 'of all that is drawn', '0');
  addOutputOptions(command).action(async (flags: BoardFlags) => {
    const count = wholeNumber('--count', flags.count);
    const [fewest, most = fewest, ...rest] = flags.givens.split(':').map((text) => parseNumber('--givens', text));
    const fit = [fewest, most].every((value) => Number.isInteger(value) && value! >= 17 && value! <= 80);
    if (!fit || rest.length > 0 || fewest! > most!) {
      throw new UsageError(`--givens: got '${flags.givens}', allowed is fewest:most of 17 to 80, as 31:42`);
    }
    const boards = { count, givens: [fewest!, most!] as const, seed: wholeNumber('--seed', flags.seed, 0) };
    context.sayOnInterrupt(stoppingAfter('board'));
    const progress = createProgress(context, flags.quiet === true);
    const made = await madeBoards({ progress, signal: context.interrupt }, 'boards', boards, 'training');
    await makeFolder(dirname(flags.output));
    await writeAtomically(flags.output, boardsCsv(made));
    if (flags.json === true) return writeJson(context, { file: flags.output, ...boards });
    context.stdout.write(`${count} boards: ${flags.output}\n`);
  });
}
