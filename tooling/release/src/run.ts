import { spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';

/** How a command ended, with all that it wrote. */
export interface Outcome {
  /** Exit code; null if a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where a command runs, and variables besides those of this process. */
export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * The environment of this process as a person's shell would have it: without what a package manager tells its scripts,
 * without options for Node, and with the Node that runs this file first in the path.
 */
export function shellEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^(npm_(package|lifecycle|command|execpath|node_execpath)|npm_config_user_agent|pnpm_|NODE_(OPTIONS|PATH|ENV)$|VITEST)/.test(
        name,
      ),
  );
  const path = `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`;
  return { ...Object.fromEntries(kept), PATH: path, ...extra };
}

/** Runs a command to its end, standard input closed. Throws only if the command cannot be started. */
export function run(command: string, args: readonly string[], { cwd, env }: RunOptions): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: shellEnvironment(env), stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
}
