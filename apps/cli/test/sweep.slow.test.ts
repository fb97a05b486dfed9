import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { expect, onTestFinished, test } from 'vitest';
import { until } from '../../../packages/sweep/test/sweep-cells.ts';

/** Minutes on a machine that does other things too. */
const patient = { timeout: 600_000 };

const base = {
  updates: 1500,
  batch: 5,
  checkpointEvery: 20,
  memory: { hidden: 2 },
  evaluation: { images: 10, every: 0 },
};
const sweep = { data: 'glyphs', tasks: ['base'], base, grid: { seed: [1, 2, 3] } };

/** `hkmem sweep run` in a process of its own, as a user starts it. */
class SweepProcess {
  readonly #process: ChildProcess;
  stdout = '';
  stderr = '';

  constructor(folder: string, out: string) {
    const program = fileURLToPath(new URL('../scripts/hkmem.ts', import.meta.url));
    const file = join(folder, 'study.json');
    writeFileSync(file, JSON.stringify(sweep));
    this.#process = spawn(process.execPath, [program, 'sweep', 'run', file, '--jobs', '2', '--out', out, '--json'], {
      env: {},
    });
    this.#process.stdout?.on('data', (text: Buffer) => {
      this.stdout += text.toString();
    });
    this.#process.stderr?.on('data', (text: Buffer) => {
      this.stderr += text.toString();
    });
    onTestFinished(() => void this.#process.kill('SIGKILL'));
  }

  signal(name: NodeJS.Signals): void {
    this.#process.kill(name);
  }

  async ended(): Promise<number | null> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) await once(this.#process, 'close');
    return this.#process.exitCode;
  }
}

function runFolders(out: string): string[] {
  return existsSync(out) ? readdirSync(out).filter((name) => name.startsWith('base-')) : [];
}

function atCheckpoint(out: string): boolean {
  const folders = runFolders(out);
  return folders.length >= 2 && folders.every((name) => existsSync(join(out, name, 'checkpoint.safetensors')));
}

function table(out: string): string {
  const [name = ''] = readdirSync(out).filter((entry) => entry.startsWith('sweep-'));
  return readFileSync(join(out, name, 'results.csv'), 'utf8');
}

/** Where the sessions of all runs began, as far as not at the beginning. */
function resumedAt(out: string): number[] {
  return runFolders(out).flatMap((name) => {
    const lines = readFileSync(join(out, name, 'log.jsonl'), 'utf8')
      .trim()
      .split('\n');
    const entries = lines.map((line) => JSON.parse(line) as { kind: string; from: number });
    return entries.flatMap(({ kind, from }) => (kind === 'session' && from > 0 ? [from] : []));
  });
}

test.for(['SIGKILL', 'SIGINT'] as const)('a sweep that gets %s goes on to the same table', patient, async (signal) => {
  const [folder, out, whole] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
  const first = new SweepProcess(folder, out);
  await until('two checkpoints', () => atCheckpoint(out), 240);
  first.signal(signal);
  const code = await first.ended();
  if (signal === 'SIGINT') {
    expect(code).toBe(130);
    expect(first.stderr).toMatch(/stopped with \d of 3 cells done.*\nTo go on: run the same command again/);
  }
  expect(first.stdout).toBe('');
  // The processes of a sweep that is gone save what they have and leave too.
  await until('no lock', () => runFolders(out).every((name) => !existsSync(join(out, name, 'lock'))), 60);
  const second = new SweepProcess(folder, out);
  expect(await second.ended()).toBe(0);
  expect(resumedAt(out).length).toBeGreaterThanOrEqual(1);
  const straight = new SweepProcess(folder, whole);
  expect(await straight.ended()).toBe(0);
  expect(resumedAt(whole)).toEqual([]);
  expect(table(out)).toBe(table(whole));
});
