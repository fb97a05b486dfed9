import { Command } from 'commander';
import type { Context } from '../console/context.ts';
import { version } from '../version.ts';
import { addAkorn } from './akorn.ts';
import { addCapacity } from './capacity.ts';
import { addConvert } from './convert.ts';
import { addEdit } from './edit.ts';
import { addEval } from './eval.ts';
import { addInfo } from './info.ts';
import { addRecall } from './recall.ts';
import { addReproduce } from './reproduce.ts';
import { addRest } from './rest.ts';
import { addStart } from './start.ts';
import { addStore } from './store.ts';
import { addSweep } from './sweep.ts';
import { addTrain } from './train.ts';
import { addVerify } from './verify.ts';
import { addView } from './view.ts';
import { addWorker } from './worker.ts';

/** Adds one command; its action calls `end` if the exit code is not 0. */
export type AddCommand = (program: Command, context: Context, end: (code: number) => void) => void;

/** Every command, in the order of the help. */
const commands: readonly AddCommand[] = [
  addStart,
  addTrain,
  addEdit,
  addEval,
  addRecall,
  addReproduce,
  addRest,
  addView,
  addSweep,
  addWorker,
  addStore,
  addCapacity,
  addAkorn,
  addVerify,
  addConvert,
  addInfo,
];

/** The command line with all its commands, bound to a context. */
export function createProgram(context: Context, end: (code: number) => void): Command {
  const program = new Command('hkmem')
    .description('Train, edit, recall and inspect Hopfield-Kuramoto associative memories.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'explain a command')
    .exitOverride()
    .showSuggestionAfterError(false)
    .showHelpAfterError(false)
    .configureOutput({
      writeOut: (text) => void context.stdout.write(text),
      writeErr: (text) => void context.stderr.write(text),
      outputError: () => {},
    })
    .configureHelp({ helpWidth: Math.min(context.stdout.columns ?? 100, 120) })
    .addHelpText(
      'after',
      '\nTo try it in seconds, without a download: hkmem start --data glyphs\n' +
        'Exit codes: 0 done, 1 a check failed or an error, 2 bad usage or input, 130 stopped by Ctrl+C (work is saved).\n' +
        'HKMEM_DEBUG=1 adds the stack to an error; NO_COLOR turns colours off.',
    );
  for (const add of commands) add(program, context, end);
  return program;
}
