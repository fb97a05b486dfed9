import { isAkornFixture, parseAkornFixtures, verifyAkornCase } from '@hkmem/akorn';
import { type Backend, HkmemError } from '@hkmem/backend';
import { type CaseReport, parseFixtures, verifyCase } from '@hkmem/dynamics';
import { InputFileError } from '@hkmem/experiments';
import { lawFromText, type PairLaw } from '@hkmem/laws';
import { InterruptedError, plainTable, readInputText } from '@hkmem/sweep';
import type { Command } from 'commander';
import { type Context, coloursFor, writeJson } from '../console/context.ts';
import { exitCodes } from '../console/exit-code.ts';
import { breathe, stoppingAfter } from '../console/interrupt.ts';
import { withCommandSession } from '../session/command-session.ts';
import { addBackendOptions, addOutputOptions, type CommonFlags, sessionOptions } from './common-options.ts';

/** `hkmem verify FILE`: checks a backend against a file of reference values. */
export function addVerify(program: Command, context: Context, end: (code: number) => void): void {
  const command = program
    .command('verify')
    .argument('<file>', 'fixture file of the form of reference.json or akorn.json')
    .description('Check fields, energies, end states, loss and every gradient of a backend against reference values.');
  addOutputOptions(addBackendOptions(command))
    .addHelpText(
      'after',
      '\nErrors are the largest absolute one of an array, and that divided by its largest entry. Allowed are 1e-9 in\n' +
        'float64 (gradients 1e-5, against central differences) and what a float32 backend states for itself, 1e-4 mostly.\n' +
        'Exit code 1 if a case is out, 2 if the file cannot be read.',
    )
    .action(async (file: string, flags: CommonFlags) => {
      const cases = await readFixtures(file);
      context.sayOnInterrupt(stoppingAfter('case'));
      const { backend, reports } = await withCommandSession(context, sessionOptions(flags), async (session) => {
        const done: CaseReport[] = [];
        for (const fixture of cases) {
          if (context.interrupt.aborted) throw new InterruptedError('stopped; nothing was written.');
          done.push(await fixture(session.backend));
          await breathe();
        }
        return { backend: session.backend, reports: done };
      });
      const passed = reports.every((report) => report.passed);
      if (flags.json === true) {
        writeJson(context, { file, backend: backend.name, description: backend.description, passed, cases: reports });
      } else {
        context.stdout.write(describe(context, `${backend.name} (${backend.description})`, reports));
      }
      if (!passed) end(exitCodes.failure);
    });
}

/** The cases of a file, each as what checks a backend against it. */
async function readFixtures(file: string): Promise<((backend: Backend) => Promise<CaseReport>)[]> {
  const text = await readInputText(file);
  try {
    return isAkornFixture(text)
      ? parseAkornFixtures(text).map((given) => (backend) => verifyAkornCase(backend, given))
      : parseFixtures(text, (law) => lawFromText('pair', law) as PairLaw).map(
          (given) => (backend) => verifyCase(backend, given),
        );
  } catch (cause) {
    if (cause instanceof HkmemError) throw new InputFileError(file, cause.message, { cause });
    throw cause;
  }
}

function describe(context: Context, backend: string, reports: readonly CaseReport[]): string {
  const colours = coloursFor(context, context.stdout);
  const rows = reports.flatMap(({ name, checks }) =>
    checks.map((check) => [
      name,
      check.quantity,
      check.largestAbsolute.toExponential(2),
      check.largestRelative.toExponential(2),
      check.allowed.toExponential(0),
      check.passed ? 'ok' : `OUT at entry ${check.index}`,
    ]),
  );
  const table = plainTable({ columns: ['case', 'quantity', 'absolute', 'relative', 'allowed', ''], rows });
  const failed = reports.filter((report) => !report.passed);
  const summary =
    failed.length === 0
      ? colours.green(`${reports.length} cases met on ${backend}`)
      : colours.red(
          `${failed.length} of ${reports.length} cases out on ${backend}: ${failed.map(({ name }) => name).join(', ')}`,
        );
  return `${table.replaceAll(/^.*OUT at entry.*$/gm, (line) => colours.red(line))}\n${summary}\n`;
}
