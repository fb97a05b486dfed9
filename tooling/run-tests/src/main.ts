import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, rmSync } from 'node:fs';
import { addCounts, type Counts, readResults, summaryLine } from './counts.ts';

/**
 * Builds, lints, checks types and runs every test suite; with `--slow` the slow tests in place of the others. Ends with one
 * line, `N passed, N failed, N skipped`, in which lint and types count as one check each, and exits 1 if anything failed.
 */
const resultFiles = '{packages,apps,tooling}/*/test-results.json';

const checks: readonly (readonly [name: string, command: string, args: readonly string[]])[] = [
  ['lint', 'turbo', ['run', 'lint', '--output-logs=errors-only', '--log-prefix=none']],
  ['build and types', 'turbo', ['run', 'build', 'typecheck', '--output-logs=errors-only', '--log-prefix=none']],
];

/** Where Debian puts a browser, a Vulkan device and a queue's server. That they come or go must not replay a cached skip. */
const deviceFiles = [
  '/usr/bin/chromium',
  '/usr/lib/chromium/vk_swiftshader_icd.json',
  '/dev/dri',
  '/usr/bin/redis-server',
];
const environment = {
  ...process.env,
  // What was built a moment ago: other packages' sources would be compiled again in every suite.
  HKMEM_TEST_DIST: '1',
  HKMEM_DEVICES: deviceFiles.filter((file) => existsSync(file)).join(','),
  ...(process.argv.includes('--slow') && { HKMEM_SLOW: '1' }),
};

/** Suites that take longest: one after the other beside all others, of which two run at a time. */
const longest = ['@hkmem/demo', '@hkmem/backend-webgpu'];

function run(name: string, command: string, args: readonly string[]): boolean {
  process.stdout.write(`\n== ${name}: ${command} ${args.join(' ')}\n`);
  return spawnSync(command, args, { stdio: 'inherit', env: environment }).status === 0;
}

const turboTest = ['run', 'test', '--continue=always', '--log-order=grouped', '--log-prefix=none'];

/** The other suites, two at a time; each prints when it is done. */
async function runOthers(): Promise<boolean> {
  const args = [...turboTest, '--concurrency=2', ...longest.map((name) => `--filter=!${name}`)];
  process.stdout.write(`\n== suites: turbo ${args.join(' ')}\n`);
  const [status] = await once(spawn('turbo', args, { stdio: 'inherit', env: environment }), 'close');
  return status === 0;
}

/** The longest suites. What they print is kept to the end, since the others print meanwhile. */
async function runLongest(): Promise<() => boolean> {
  const args = [...turboTest, '--concurrency=1', ...longest.map((name) => `--filter=${name}`)];
  const child = spawn('turbo', args, { stdio: ['ignore', 'pipe', 'pipe'], env: environment });
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => printed.push(part));
  const [status] = await once(child, 'close');
  return () => {
    process.stdout.write(`\n== longest suites: turbo ${args.join(' ')}\n${Buffer.concat(printed)}`);
    return status === 0;
  };
}

const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
const failures: string[] = [];
for (const [name, command, args] of checks) {
  if (run(name, command, args)) counts.passed++;
  else {
    counts.failed++;
    failures.push(name);
  }
}
for (const file of globSync(resultFiles)) rmSync(file);
const [others, tellLongest] = await Promise.all([runOthers(), runLongest()]);
const suitesPassed = tellLongest() && others;
for (const file of globSync(resultFiles)) {
  const { failures: ofSuite, ...counted } = readResults(file);
  addCounts(counts, counted);
  failures.push(...ofSuite);
}
if (!suitesPassed && counts.failed === 0) counts.failed++;
for (const failure of failures) process.stdout.write(`\nfailed: ${failure.replace(`${process.cwd()}/`, '')}`);
process.stdout.write(`\n${summaryLine(counts)}\n`);
process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1;
