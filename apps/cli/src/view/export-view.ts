import { mkdir, readdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InterruptedError } from '@hkmem/sweep';
import { UsageError } from '../console/errors.ts';
import { RunAnswers } from './answers.ts';
import type { PageFile } from './page-files.ts';
import type { RunIndex } from './run-index.ts';

/** What was written. */
export interface ExportedView {
  readonly entries: number;
  readonly bytes: number;
}

/**
 * Writes the page and what it shows now into a folder that is new or empty; what fails or is stopped leaves it so. What a run shows is a script each, since a page
 * that was opened from a file may load those, and asks for no other files; names of files are numbers, whatever runs are called.
 * @throws {UsageError} if the folder holds something. @throws {InterruptedError} if it is stopped.
 * @throws the system's error if it cannot be written.
 */
export async function exportView(
  index: RunIndex,
  page: readonly PageFile[],
  folder: string,
  signal: AbortSignal,
): Promise<ExportedView> {
  const made = await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0) {
    throw new UsageError(`'${folder}' holds files. Give a folder that is new or empty.`);
  }
  try {
    return await writeView(index, page, folder, signal);
  } catch (error) {
    for (const name of ['data', ...page.map((file) => file.name)]) {
      await rm(join(folder, name), { recursive: true, force: true });
    }
    if (made !== undefined) await rmdir(folder);
    throw error;
  }
}

async function writeView(
  index: RunIndex,
  page: readonly PageFile[],
  folder: string,
  signal: AbortSignal,
): Promise<ExportedView> {
  await mkdir(join(folder, 'data'));
  let bytes = 0;
  const write = async (name: string, content: string | Buffer): Promise<void> => {
    if (signal.aborted) throw new InterruptedError('stopped; nothing was written.');
    bytes += content.length;
    await writeFile(join(folder, name), content);
  };
  await index.scan(() => {}, signal);
  const { entries, ...list } = index.list();
  const answers = new RunAnswers(index);
  for (const [n, { id }] of entries.entries()) {
    const detail = await answers.detail(id);
    const figures: string[] = [];
    for (const name of detail?.figures ?? []) {
      const figure = await answers.figure(id, name);
      if (figure === undefined) continue;
      figures.push(name);
      await write(`data/${n}-${figures.length - 1}.png`, figure);
    }
    const shown = { series: await answers.series(id), detail: { ...detail, figures } };
    await write(`data/${n}.js`, provided(String(n), shown));
  }
  await write('data/entries.js', provided('entries', { ...list, entries, roots: list.roots.map(() => 'runs') }));
  for (const { name, bytes: content } of page) {
    const text = name === 'index.html' ? withData(content.toString('utf8')) : content;
    await write(name, text);
  }
  return { entries: entries.length, bytes };
}

/** A script that hands the page a value. A text in it can end no element, since a file of its own holds no elements. */
function provided(name: string, value: unknown): string {
  return `(globalThis.hkmemRuns ??= {})[${JSON.stringify(name)}] = ${JSON.stringify(value)};\n`;
}

function withData(html: string): string {
  return html.replace('<script', '<script src="./data/entries.js"></script>\n    <script');
}
