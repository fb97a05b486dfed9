import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** Where and with what a benchmark ran. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGigabytes: number;
  readonly system: string;
  readonly node: string;
  readonly v8: string;
  /** Of the repository, with `-dirty` where files differ from it. */
  readonly commit: string;
  /** Versions of packages by name. */
  readonly packages: Readonly<Record<string, string>>;
}

const measured = ['@hkmem/backend-wasm', '@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-wasm'];

export function describeMachine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGigabytes: Math.round(totalmem() / 1e9),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    v8: process.versions['v8'] ?? 'unknown',
    commit: commit(),
    packages: Object.fromEntries(measured.map((name) => [name, versionOf(name)])),
  };
}

/** Mean number of runnable processes over the last minute; 0 where the system does not tell. */
export function load(): number {
  return Math.round(loadavg()[0]! * 100) / 100;
}

function commit(): string {
  const git = spawnSync('git', ['describe', '--always', '--dirty'], { cwd: import.meta.dirname, encoding: 'utf8' });
  return git.status === 0 ? git.stdout.trim() : 'unknown';
}

function versionOf(name: string): string {
  for (const folder of createRequire(import.meta.url).resolve.paths(name) ?? []) {
    try {
      return (JSON.parse(readFileSync(`${folder}/${name}/package.json`, 'utf8')) as { version: string }).version;
    } catch {
      // Not in this folder.
    }
  }
  return 'unknown';
}
