import { suggestion } from '@hkmem/experiments';
import { type Command, CommanderError } from 'commander';
import type { Context } from '../console/context.ts';
import { UsageError } from '../console/errors.ts';
import { exitCodes } from '../console/exit-code.ts';
import { reportError } from '../console/report-error.ts';
import { createProgram } from './program.ts';

/** Parses the arguments of a context, runs the command, reports what goes wrong, and returns the exit code. */
export async function runProgram(context: Context): Promise<number> {
  let code: number = exitCodes.success;
  const program = createProgram(context, (outcome) => {
    code = outcome;
  });
  try {
    await program.parseAsync([...context.argv], { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportError(context, error);
    if (error.exitCode === 0) return exitCodes.success;
    if (error.code === 'commander.help') return exitCodes.usage;
    return reportError(context, new UsageError(usageMessage(program, context.argv, error)));
  }
}

/** What is wrong with the command line, with the nearest known word where one is unknown. */
function usageMessage(program: Command, argv: readonly string[], error: CommanderError): string {
  const message = error.message.replace(/^error: /, '');
  const path = commandPath(program, argv);
  const command = path.at(-1)!;
  const help = `See '${[...path.map((each) => each.name()), '--help'].join(' ')}'.`;
  const [, word = ''] = /'([^']*)'/.exec(message) ?? [];
  if (error.code === 'commander.unknownOption') {
    const known = [...command.options, ...program.options].flatMap((option) => option.long ?? []);
    return `${message}: ${suggestion(word.split('=')[0]!, [...known, '--help'])} ${help}`;
  }
  if (error.code === 'commander.unknownCommand') {
    const known = command
      .createHelp()
      .visibleCommands(command)
      .map((candidate) => candidate.name());
    return `${message}: ${suggestion(word, known)} ${help}`;
  }
  return `${message}${/[.!?]$/.test(message) ? '' : '.'} ${help}`;
}

/** The program and the commands that the first arguments name, one inside the other. */
function commandPath(program: Command, argv: readonly string[]): readonly Command[] {
  const path = [program];
  for (const name of argv) {
    const next = path.at(-1)!.commands.find((candidate) => candidate.name() === name);
    if (next === undefined) break;
    path.push(next);
  }
  return path;
}
