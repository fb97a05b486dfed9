import { lstat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { runFiles } from '@hkmem/sweep';
import type { Changes, Entry, EntryList } from '@hkmem/view/protocol';
import { deepest, mostFolders, turn, warm } from './limits.ts';
import { listFolder } from './list-folder.ts';
import { readResultEntry, readRunEntry } from './read-entry.ts';

/** A folder that is viewed. */
export interface Root {
  /** As it was given. */
  readonly given: string;
  /** Its true path. */
  readonly path: string;
  /** What ids of its entries begin with; nothing where it is the only one. */
  readonly prefix: string;
}

/** A place that is known, and the mark it had when it was read last. */
interface Known {
  readonly path: string;
  readonly kind: 'folder' | Entry['kind'];
  readonly depth: number;
  mark: string;
  moved: number;
  entry?: Entry;
}

/** Rounds after which a run that is said to be running is asked again. */
const askAgain = 10;

/** How much was done, for tests that hold it against a bound. */
export interface Work {
  listed: number;
  read: number;
  marked: number;
}

/**
 * The runs below some folders. It reads each once, and then, in rounds, what has changed: in every round what moved of late,
 * and of all others a few in turn, so that a round costs the same however many there are. Nothing is written.
 */
export class RunIndex {
  readonly roots: readonly Root[];
  readonly work: Work = { listed: 0, read: 0, marked: 0 };
  readonly #known = new Map<string, Known>();
  readonly #notes = new Map<string, readonly string[]>();
  readonly #now: () => number;
  #complete = false;
  #turn = 0;
  #rounds = 0;

  constructor(roots: readonly Root[], now: () => number = Date.now) {
    this.roots = roots;
    this.#now = now;
  }

  /** The folder or file of an entry; only what was found by listing folders is known. */
  pathOf(id: string): { readonly path: string; readonly kind: Entry['kind'] } | undefined {
    const known = this.#known.get(id);
    return known?.entry && known.kind !== 'folder' ? { path: known.path, kind: known.kind } : undefined;
  }

  list(): EntryList {
    return {
      roots: this.roots.map(({ given }) => given),
      entries: [...this.#known.values()].flatMap(({ entry }) => entry ?? []),
      notes: [...this.#notes].flatMap(([id, notes]) => notes.map((note) => `${id === '' ? '.' : id}: ${note}`)),
      complete: this.#complete,
    };
  }

  /** The first look at everything; `found` is told of entries as they come. */
  async scan(found: (entries: readonly Entry[]) => void = () => {}, signal?: AbortSignal): Promise<void> {
    for (const { path, prefix } of this.roots) await this.#enter(prefix, path, 0, found, signal);
    this.#complete = true;
  }

  /** One round. @returns what changed. */
  async refresh(): Promise<Changes> {
    const changed: Entry[] = [];
    const gone: string[] = [];
    this.#rounds++;
    const all = [...this.#known];
    const recent = (known: Known): boolean => known.kind === 'folder' || this.#now() - known.moved < warm;
    const rest = all.filter(([, known]) => !recent(known));
    const first = rest.length === 0 ? 0 : this.#turn % rest.length;
    this.#turn = first + turn;
    const due = [...all.filter(([, known]) => recent(known)), ...rest.slice(first, first + turn)];
    for (const [id, known] of due) {
      const mark = await this.#mark(known);
      // A process that was killed leaves its lock, and nothing that changes.
      const asked = known.entry?.state === 'running' && this.#rounds % askAgain === 0;
      if (mark === known.mark && !asked) continue;
      if (mark === known.mark) {
        const before = known.entry?.state;
        const entry = await this.#read(id, known);
        if (entry.state !== before) changed.push(entry);
        continue;
      }
      known.mark = mark;
      known.moved = this.#now();
      if (mark === '') {
        this.#forget(id, gone);
      } else if (known.kind === 'folder') {
        await this.#enter(id, known.path, known.depth, (entries) => {
          for (const entry of entries) changed.push(entry);
        });
      } else {
        changed.push(await this.#read(id, known));
      }
    }
    return { changed, gone, complete: this.#complete };
  }

  #forget(id: string, gone: string[]): void {
    for (const [other, { entry }] of this.#known) {
      if (other !== id && !other.startsWith(`${id}/`)) continue;
      if (entry !== undefined) gone.push(other);
      this.#known.delete(other);
      this.#notes.delete(other);
    }
  }

  async #enter(
    id: string,
    path: string,
    depth: number,
    found: (entries: readonly Entry[]) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    if (signal?.aborted) return;
    const cells = basename(path) === 'cells';
    this.work.listed++;
    const { run, folders, results, notes } = await listFolder(path, cells);
    if (notes.length > 0) this.#notes.set(id, notes);
    else this.#notes.delete(id);
    const at = (name: string): string => (id === '' ? name : `${id}/${name}`);
    if (!this.#known.has(id)) {
      const known: Known = { path, kind: run ? 'run' : 'folder', depth, mark: '', moved: run ? 0 : this.#now() };
      known.mark = await this.#mark(known);
      this.#known.set(id, known);
      if (run) found([await this.#read(id, known)]);
    }
    for (const name of results) {
      if (this.#known.has(at(name))) continue;
      const known: Known = { path: join(path, name), kind: 'result', depth: depth + 1, mark: '', moved: 0 };
      known.mark = await this.#mark(known);
      this.#known.set(at(name), known);
      found([await this.#read(at(name), known)]);
    }
    for (const name of folders) {
      if (this.#known.has(at(name))) continue;
      if (depth + 1 > deepest) this.#notes.set(id, [`folders in it are not looked at: more than ${deepest} deep`]);
      else if (this.#known.size >= mostFolders) this.#notes.set('', [`only ${mostFolders} folders are looked at`]);
      else await this.#enter(at(name), join(path, name), depth + 1, found, signal);
    }
  }

  async #read(id: string, known: Known): Promise<Entry> {
    this.work.read++;
    const entry =
      known.kind === 'result' ? await readResultEntry(id, known.path) : await readRunEntry(id, known.path, this.#now());
    known.moved = Math.max(known.moved, entry.changed);
    known.entry = entry;
    return entry;
  }

  /** What changes whenever something that an entry shows does; nothing if it is not there any more. */
  async #mark({ path, kind }: Known): Promise<string> {
    this.work.marked++;
    const own = await facts(path);
    return own === '' || kind !== 'run' ? own : `${own} ${await facts(join(path, runFiles.log))}`;
  }
}

async function facts(path: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await lstat(path);
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return '';
  }
}
