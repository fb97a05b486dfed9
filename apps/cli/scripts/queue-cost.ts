import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { markdownTable } from '@hkmem/sweep';
import { Redis } from 'ioredis';
import { startRedis } from './redis.ts';

// Measures what runs cost the queue (INFO before and after) and the store (sizes of files), and prints two tables.

const program = fileURLToPath(new URL('hkmem.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'hkmem-queue-cost-'));
const redis = await startRedis(folder);
const env = { ...process.env, HKMEM_QUEUE_URL: redis.url };
const client = new Redis(redis.url);

/** What a server counted so far. */
interface Counts {
  /** Commands, those inside scripts included. */
  readonly commands: number;
  readonly scripts: number;
  readonly received: number;
  readonly sent: number;
  readonly memory: number;
}

async function counts(): Promise<Counts> {
  const text = await client.info('everything');
  const field = (name: string): number => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(text)?.[1] ?? 0);
  const calls = [...text.matchAll(/^cmdstat_([\w|-]+):calls=(\d+)/gm)].filter(([, name]) => name !== 'info');
  const sum = (found: typeof calls): number => found.reduce((total, [, , number]) => total + Number(number), 0);
  return {
    commands: sum(calls),
    scripts: sum(calls.filter(([, name]) => /^eval/.test(name!))),
    received: field('total_net_input_bytes'),
    sent: field('total_net_output_bytes'),
    memory: field('used_memory'),
  };
}

function row(what: string, before: Counts, after: Counts, units: number, kept = true): string[] {
  const per = (name: keyof Counts): string => String(Math.round((after[name] - before[name]) / units));
  return [what, per('commands'), per('scripts'), per('received'), per('sent'), kept ? per('memory') : '-'];
}

function write(name: string, settings: object): string {
  writeFileSync(join(folder, name), JSON.stringify(settings));
  return name;
}

function run(...argv: readonly string[]): void {
  const { status } = spawnSync(process.execPath, [program, ...argv], { cwd: folder, env, stdio: 'ignore' });
  if (status !== 0) throw new Error(`hkmem ${argv.join(' ')} ended with ${status}`);
}

function worker(store: string, ...more: readonly string[]): ChildProcess {
  const argv = [program, 'worker', '--store', store, '--jobs', '1', '--quiet', ...more];
  return spawn(process.execPath, argv, { cwd: folder, env, stdio: 'ignore' });
}

async function end(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  if (child.exitCode === null) await once(child, 'close');
}

const sleep = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1000 * seconds));

async function active(): Promise<boolean> {
  return (await client.llen('hkmem:cells:active')) > 0;
}

/** Bytes of the run folders of a task. */
function bytesOf(root: string, task: string): number {
  const folders = readdirSync(root).filter((name) => name.startsWith(`${task}-`));
  const entries = folders.flatMap((name) => readdirSync(join(root, name), { recursive: true, withFileTypes: true }));
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.reduce((sum, file) => sum + statSync(file).size, 0);
}

/** Bytes of the checkpoint of the run of a task. */
function checkpointOf(root: string, task: string): number {
  const name = readdirSync(root).find((each) => each.startsWith(`${task}-`))!;
  return statSync(join(root, name, 'checkpoint.safetensors')).size;
}

try {
  const cells = 100;
  const tiny = { updates: 2, batch: 2, memory: { hidden: 2 }, evaluation: { images: 2, every: 0 } };
  const seeds = { range: { from: 1, to: cells, step: 1 } };
  const many = write('many.json', { data: 'glyphs', tasks: ['base'], base: tiny, grid: { seed: seeds } });
  const long = { ...tiny, updates: 1_000_000, batch: 20, memory: { hidden: 30 } };
  const one = write('one.json', { data: 'glyphs', tasks: ['base'], base: long });
  const rows: string[][] = [];

  const first = await counts();
  run('sweep', 'run', many, '--queue');
  const submitted = await counts();
  rows.push(row('putting a run on the queue', first, submitted, cells));
  run('worker', '--store', 'store', '--jobs', '1', '--until-done', '--quiet');
  const done = await counts();
  rows.push(row('doing a run of no length', submitted, done, cells));
  run('sweep', 'status', many);
  rows.push(row('asking how a run stands', done, await counts(), cells, false));

  const idle = worker('store');
  await sleep(5);
  const before = await counts();
  await sleep(30);
  rows.push(row('an idle worker, a minute', before, await counts(), 0.5, false));
  run('sweep', 'run', one, '--queue');
  while (!(await active())) await sleep(0.2);
  await sleep(10);
  const busy = await counts();
  await sleep(60);
  rows.push(row('a run at work, a minute', busy, await counts(), 1, false));
  run('sweep', 'cancel', one);
  await end(idle);
  const columns = ['', 'commands', 'of which scripts', 'bytes to the queue', 'bytes from it', 'bytes kept'];
  process.stdout.write(`${markdownTable({ columns, rows })}\n\n`);

  // Full-size networks and graphs; two updates, since the number of updates changes no size but that of the log.
  const short = { updates: 2, batch: 4, evaluation: { images: 10, every: 0 } };
  const sized = write('sized.json', { data: 'mnist', tasks: ['swap'], base: short, edit: short });
  const store = join(folder, 'sized');
  mkdirSync(store);
  run('sweep', 'run', sized, '--out', 'local');
  run('sweep', 'run', sized, '--queue');
  run('worker', '--store', 'sized', '--jobs', '1', '--until-done', '--quiet');
  const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(0);
  const sizes = ['base', 'swap'].map((task) => [
    task,
    kilobytes(bytesOf(join(folder, 'sized'), task)),
    kilobytes(checkpointOf(join(folder, 'local'), task)),
  ]);
  const heads = ['run on MNIST', 'kB kept in the store', 'kB of a checkpoint'];
  process.stdout.write(`${markdownTable({ columns: heads, rows: sizes })}\n`);
} finally {
  client.disconnect();
  await redis.stop();
  rmSync(folder, { recursive: true, force: true });
}
