import type { Context } from '../src/console/context.ts';
import { main } from '../src/main.ts';

/** What a command wrote and how it ended. */
export interface Captured {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a command is run in a test. */
export interface CaptureOptions {
  readonly interrupt?: AbortSignal;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs the command line in this process. */
export function hkmem(argv: readonly string[], options: CaptureOptions = {}): Promise<Captured> {
  return captured(main, argv, options);
}

/** Runs what writes to a console and gives an exit code. */
export async function captured(
  program: (context: Context) => number | Promise<number>,
  argv: readonly string[],
  { interrupt = new AbortController().signal, environment = {} }: CaptureOptions = {},
): Promise<Captured> {
  const written = { stdout: '', stderr: '' };
  const sink = (name: keyof typeof written) => ({
    write: (text: string): void => {
      written[name] += text;
    },
  });
  const code = await program({
    argv,
    environment,
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    interrupt,
    sayOnInterrupt: () => {},
    now: () => new Date('2026-01-02T03:04:05Z'),
  });
  return { code, ...written };
}
