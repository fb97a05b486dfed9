import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startRedis } from './redis.ts';

// Starts a redis-server, two workers and a sweep of twelve small runs, and shows the finished table.

const program = fileURLToPath(new URL('hkmem.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'hkmem-queue-demo-'));
const store = join(folder, 'store');

const sweep = `# Four base memories of drawn digits, and two swaps of each.
data: glyphs
tasks: [base, swap]
base: { updates: 200, batch: 20, memory: { hidden: 8 }, evaluation: { images: 50, every: 0 } }
edit: { updates: 100, batch: 10, graph: { neighbours: 8 }, evaluation: { images: 50, every: 0 } }
grid:
  seed: { range: { from: 1, to: 4, step: 1 } }
  oscillators.dimension: [2, 4]
`;

const redis = await startRedis(folder);
const env = { ...process.env, HKMEM_QUEUE_URL: redis.url };

function start(...argv: readonly string[]): ChildProcess {
  process.stderr.write(`$ hkmem ${argv.join(' ')} &\n`);
  return spawn(process.execPath, [program, ...argv], { cwd: folder, env, stdio: ['ignore', 'ignore', 'inherit'] });
}

function run(...argv: readonly string[]): number {
  process.stderr.write(`$ hkmem ${argv.join(' ')}\n`);
  return spawnSync(process.execPath, [program, ...argv], { cwd: folder, env, stdio: 'inherit' }).status ?? 1;
}

try {
  writeFileSync(join(folder, 'study.yaml'), sweep);
  const workers = ['one', 'two'].map((name) => start('worker', '--store', store, '--jobs', '1', '--name', name));
  process.exitCode = run('sweep', 'run', 'study.yaml', '--queue', '--wait', '--store', store);
  run('sweep', 'status', 'study.yaml');
  for (const worker of workers) worker.kill('SIGTERM');
  await Promise.all(workers.map((worker) => worker.exitCode ?? once(worker, 'close')));
} finally {
  await redis.stop();
  rmSync(folder, { recursive: true, force: true });
}
