import { lstat, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, runFiles } from '@hkmem/sweep';
import type { Detail, Look } from '@hkmem/view/protocol';
import { mostBytes } from './limits.ts';
import { lookOf } from './look.ts';
import { readInside, readJsonInside, readTextInside } from './read-inside.ts';
import { isObject, shownSettings } from './shown-settings.ts';

const mostFiles = 200;
const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** All that is shown of a run folder alone. */
export async function readRunDetail(id: string, folder: string): Promise<Detail> {
  const notes: string[] = [];
  const told = (file: string) => (reason: string) => void notes.push(`${file}: ${reason}`);
  const files = await listFiles(folder, told('.'));
  const figures = await listFiles(join(folder, runFiles.figures), (reason) => told('figures')(reason));
  const at = (name: string): string => join(folder, name);
  const report = await readTextInside(at(runFiles.report), { atMost: mostBytes.report }, told(runFiles.report));
  const evaluations = await readJsonInside(
    at(runFiles.evaluation),
    { atMost: mostBytes.evaluation },
    told(runFiles.evaluation),
  );
  const evaluation = lastEvaluation(evaluations);
  const look = await readLook(at(runFiles.look), told(runFiles.look));
  const rest: Record<string, unknown> = {};
  for (const { name } of files) {
    if (!/^rest-.*\.json$/.test(name)) continue;
    const found = await readJsonInside(at(name), { atMost: mostBytes.evaluation }, told(name));
    if (isObject(found) && isObject(found['found'])) rest[name.slice(5, -5)] = found['found'];
  }
  const { perClass, confusion, answers: _, outputs: __, ...numbers } = evaluation;
  return {
    id,
    files,
    report: report ?? '',
    figures: figures.map(({ name }) => name).filter((name) => name.endsWith('.png')),
    perClass: row(perClass),
    confusion: Array.isArray(confusion) ? confusion.slice(0, 100).map(row) : [],
    numbers: shownSettings({ ...numbers, ...(Object.keys(rest).length > 0 && { rest }) }),
    ...(look && { look }),
    notes,
  };
}

/** All that is shown of one result of a sweep alone. */
export async function readResultDetail(id: string, path: string): Promise<Detail> {
  const notes: string[] = [];
  const found = await readJsonInside(path, { atMost: mostBytes.result }, (reason) => void notes.push(reason));
  const { numbers, cost, version } = isObject(found) ? found : {};
  const { perClass, confusion, ...rest } = isObject(numbers) ? numbers : {};
  return {
    id,
    files: [],
    report: '',
    figures: [],
    perClass: row(perClass),
    confusion: Array.isArray(confusion) ? confusion.slice(0, 100).map(row) : [],
    numbers: shownSettings({ ...rest, cost, version }),
    notes,
  };
}

/** A figure of a run folder, if there is one of that name; only what listing the folder shows is opened. */
export async function readFigure(folder: string, name: string): Promise<Buffer | undefined> {
  const figures = join(folder, runFiles.figures);
  if (!(await listFiles(figures, () => {})).some((file) => file.name === name)) return undefined;
  const part = await readInside(join(figures, name), { atMost: mostBytes.figure });
  return part.bytes?.subarray(0, 8).equals(png) ? part.bytes : undefined;
}

async function readLook(path: string, tell: (reason: string) => void): Promise<Look | undefined> {
  const found = await readJsonInside(path, { atMost: mostBytes.look }, tell);
  if (found === undefined) return undefined;
  const look = lookOf(found);
  if (look === undefined) tell('it holds no look');
  return look;
}

/** Plain files, without links; at most as many as are shown. */
async function listFiles(folder: string, tell: (reason: string) => void): Promise<{ name: string; size: number }[]> {
  try {
    if ((await realpath(folder)) !== folder) throw new Error('a link, which is not followed');
    const entries = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile());
    if (entries.length > mostFiles) tell(`${mostFiles} of its ${entries.length} files are shown`);
    const sizes = entries.slice(0, mostFiles).map(async ({ name }) => {
      return { name, size: (await lstat(join(folder, name))).size };
    });
    return (await Promise.all(sizes)).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') tell(messageOf(error));
    return [];
  }
}

/** Of several, that which was added last. */
function lastEvaluation(found: unknown): Readonly<Record<string, unknown>> {
  if (!isObject(found)) return {};
  const { entries } = found;
  const last = isObject(entries) ? Object.values(entries).at(-1) : found;
  return isObject(last) ? last : {};
}

function row(value: unknown): number[] {
  return Array.isArray(value) ? value.slice(0, 100).map((entry) => (typeof entry === 'number' ? entry : 0)) : [];
}
