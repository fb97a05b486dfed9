import { readdir, realpath } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { messageOf, runFiles } from '@hkmem/sweep';
import type { Entry, RunState } from '@hkmem/view/protocol';
import { believed, mostBytes, mostInFolder } from './limits.ts';
import { logEnd } from './log-end.ts';
import { type Part, type PartOptions, readInside, readJsonInside } from './read-inside.ts';
import { cut, isObject, numbersOf, shownSettings } from './shown-settings.ts';

/** What a list says of the run in a folder, of whose files it reads the small ones and the end of the log. */
export async function readRunEntry(id: string, folder: string, now: number): Promise<Entry> {
  const notes: string[] = [];
  const told = (file: string) => (reason: string) => void notes.push(`${file}: ${reason}`);
  const names = await namesIn(folder, told('.'));
  const json = async (name: string, atMost: number): Promise<unknown> =>
    names.has(name) ? readJsonInside(join(folder, name), { atMost, seen: true }, told(name)) : undefined;
  const part = async (name: string, options: Omit<PartOptions, 'seen'>): Promise<Part> =>
    names.has(name) ? readInside(join(folder, name), { ...options, seen: true }) : { missing: true, reason: '' };
  const config = await json(runFiles.config, mostBytes.config);
  const log = await part(runFiles.log, { atMost: mostBytes.end, from: -mostBytes.end, inPart: true });
  if (log.bytes === undefined && !log.missing) notes.push(`${runFiles.log}: ${log.reason}`);
  const table = await part(runFiles.results, { atMost: mostBytes.table });
  if (table.bytes === undefined && !table.missing) notes.push(`${runFiles.results}: ${table.reason}`);
  const cost = await json('cost.json', mostBytes.table);
  const weights = await part(runFiles.weights, { atMost: 0, inPart: true });
  const lock = await json(runFiles.lock, mostBytes.lock);
  const changed = Math.max(
    log.bytes === undefined ? 0 : log.changed,
    weights.bytes === undefined ? 0 : weights.changed,
  );
  const settings = shownSettings(isObject(config) ? config : {});
  const readable = isObject(config);
  if (!readable && config !== undefined) notes.push(`${runFiles.config}: it holds no settings`);
  const numbers = {
    ...(log.bytes === undefined ? {} : logEnd(log.bytes.toString('utf8'))),
    ...(isObject(cost) ? numbersOf(cost) : {}),
    ...(table.bytes === undefined ? {} : tableNumbers(table.bytes.toString('utf8'))),
  };
  const working = isAtWork(lock, now - changed);
  const state: RunState = !readable
    ? 'unreadable'
    : working
      ? 'running'
      : weights.bytes !== undefined || names.has(runFiles.report)
        ? 'finished'
        : 'stopped';
  return { id, kind: 'run', task: taskOf(settings), state, changed, settings, numbers, notes };
}

/** What a folder holds; nothing where it is a link by now. */
async function namesIn(folder: string, tell: (reason: string) => void): Promise<ReadonlySet<string>> {
  try {
    if ((await realpath(folder)) !== folder) throw new Error('it is a link now, which is not followed');
    return new Set((await readdir(folder)).slice(0, mostInFolder));
  } catch (error) {
    tell(messageOf(error));
    return new Set();
  }
}

/** What a list says of one result of a sweep. */
export async function readResultEntry(id: string, path: string): Promise<Entry> {
  const notes: string[] = [];
  const part = await readInside(path, { atMost: mostBytes.result });
  const found = part.bytes === undefined ? undefined : parsed(part.bytes.toString('utf8'));
  if (part.bytes === undefined) notes.push(`${basename(path)}: ${part.reason}`);
  const { cell, numbers, cost } = isObject(found) ? found : {};
  const { config, kind, execution, ...rest } = isObject(cell) ? cell : {};
  const readable = isObject(config);
  if (!readable && part.bytes !== undefined) notes.push(`${basename(path)}: it is no result of a cell, or cut short`);
  const evaluation = isObject(execution) ? { evaluation: execution['evaluation'] } : {};
  const settings = readable ? shownSettings({ ...config, ...evaluation, ...rest }) : {};
  return {
    id,
    kind: 'result',
    task: taskOf(settings),
    state: readable ? 'finished' : 'unreadable',
    changed: part.bytes === undefined ? 0 : part.changed,
    settings,
    numbers: { ...(isObject(numbers) ? numbersOf(numbers) : {}), ...(isObject(cost) ? numbersOf(cost) : {}) },
    notes,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function taskOf({ task }: Readonly<Record<string, string | number>>): string {
  return task === undefined ? '' : cut(String(task));
}

/** Whether who made a lock works there: a process of this machine that is there, or another machine that wrote of late. */
function isAtWork(lock: unknown, quiet: number): boolean {
  if (!isObject(lock)) return false;
  const { process: id, host } = lock;
  if (host !== hostname()) return quiet < believed;
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || id < 1) return false;
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The numbers in a table of one row, as a run's `results.csv` is. */
function tableNumbers(text: string): Record<string, number> {
  const [head = '', row = ''] = text.split(/\r?\n/);
  const values = cellsOf(row);
  return Object.fromEntries(
    cellsOf(head).flatMap((name, n) => {
      const value = Number(values[n]);
      return name === '' || (values[n] ?? '') === '' || !Number.isFinite(value) ? [] : [[cut(name), value]];
    }),
  );
}

function cellsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => {
    return quoted === undefined ? plain! : quoted.replaceAll('""', '"');
  });
}
