import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { largestOf, smallestOf } from '@hkmem/backend';
import { describeMachine, machineLine, markdownTable } from '@hkmem/sweep';

// Runs one sweep with 1, 2 and 4 processes, in turn and three times over, and prints times and efficiency.

const program = fileURLToPath(new URL('hkmem.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'hkmem-sweep-scaling-'));
const counts = [1, 2, 4];
const rounds = 3;

const settings = {
  data: 'glyphs',
  tasks: ['base', 'swap'],
  base: { evaluation: { every: 0 } },
  edit: { updates: 100, evaluation: { every: 0 } },
  grid: { seed: { range: { from: 1, to: 8, step: 1 } } },
};

/** Seconds that the sweep takes, from start to table, and its table. */
function measure(jobs: number, round: number): { readonly seconds: number; readonly table: string } {
  const out = join(folder, `${jobs}-${round}`);
  const start = performance.now();
  const argv = [program, 'sweep', 'run', 'sweep.json', '--jobs', String(jobs), '--out', out, '--quiet', '--json'];
  const { status, stderr } = spawnSync(process.execPath, argv, { cwd: folder, encoding: 'utf8' });
  const seconds = (performance.now() - start) / 1000;
  if (status !== 0) throw new Error(`hkmem sweep ended with ${status}: ${stderr}`);
  const [sweep = ''] = readdirSync(out).filter((name) => name.startsWith('sweep-'));
  return { seconds, table: readFileSync(join(out, sweep, 'results.csv'), 'utf8') };
}

try {
  writeFileSync(join(folder, 'sweep.json'), JSON.stringify(settings));
  const load = loadavg()[0]!.toFixed(1);
  const seconds = new Map<number, number[]>(counts.map((jobs) => [jobs, []]));
  const tables = new Set<string>();
  for (let round = 0; round < rounds; round++) {
    for (const jobs of counts) {
      const found = measure(jobs, round);
      seconds.get(jobs)!.push(found.seconds);
      tables.add(found.table);
    }
  }
  const median = (jobs: number): number => [...seconds.get(jobs)!].sort((a, b) => a - b)[Math.floor(rounds / 2)]!;
  const cores = describeMachine().cores;
  process.stdout.write(`${machineLine(describeMachine())}; load ${load} before\n\n`);
  const columns = ['processes', 'seconds', 'least', 'most', 'speed-up', 'of cores used'];
  const rows = counts.map((jobs) => {
    const speedUp = median(1) / median(jobs);
    return [
      String(jobs),
      median(jobs).toFixed(1),
      smallestOf(seconds.get(jobs)!).toFixed(1),
      largestOf(seconds.get(jobs)!).toFixed(1),
      speedUp.toFixed(2),
      `${((100 * speedUp) / Math.min(jobs, cores)).toFixed(0)} %`,
    ];
  });
  process.stdout.write(`${markdownTable({ columns, rows })}\n`);
  const equal = tables.size === 1 ? 'the same, bit for bit' : 'NOT the same';
  process.stdout.write(`\nThe ${counts.length * rounds} tables are ${equal}.\n`);
  process.exitCode = tables.size === 1 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
