import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { mutate } from './mutate.ts';
import { readOptions, UsageError } from './options.ts';
import { reportPage } from './results/report.ts';

/** `pnpm mutate`: see README.md. Ctrl+C ends it; the same command goes on where it was. */
const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');
const say = (text: string): void => {
  process.stdout.write(text);
};
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

try {
  const options = readOptions(process.argv.slice(2));
  const command = ['npx -y pnpm@12 mutate', ...process.argv.slice(2)].join(' ');
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  const reports = await mutate(root, options, { say, signal: stop.signal, command, commit });
  if (stop.signal.aborted) say('Stopped. The same command goes on from here.\n');
  else say(`\n${reportPage(command, reports)}`);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
