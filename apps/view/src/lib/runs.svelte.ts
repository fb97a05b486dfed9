import type { Entry, Series } from '../protocol.ts';
import { parseFilter } from './filter.ts';
import { chosenIds, seen } from './seen.svelte.ts';
import { source } from './source.ts';
import { compareValues, valueIn } from './values.ts';

/** All runs that are known, and how well they are followed. */
class Runs {
  entries = $state.raw<readonly Entry[]>([]);
  roots = $state.raw<readonly string[]>([]);
  notes = $state.raw<readonly string[]>([]);
  complete = $state(false);
  connected = $state(true);
  problem = $state('');
  /** Curves by id, with the change they were read at. */
  series = $state.raw<ReadonlyMap<string, Series>>(new Map());

  readonly #byId = new Map<string, Entry>();
  readonly #asked = new Map<string, string>();
  #frame = 0;

  readonly filter = $derived(parseFilter(seen.filter));
  readonly kept = $derived(
    this.entries.filter((entry) => (seen.of === 'all' || entry.kind === seen.of) && this.filter.keeps(entry)),
  );
  readonly sorted = $derived(this.kept.toSorted(byOrder(seen.order)));
  /** The chosen runs, or the first of the list. */
  readonly chosen = $derived.by(() => {
    const ids = chosenIds();
    if (ids.length === 0) return this.sorted.slice(0, 1);
    return ids.flatMap((id) => this.#find(id) ?? []);
  });
  /** Ids of the address that are not there. */
  readonly missing = $derived(this.complete ? chosenIds().filter((id) => this.#find(id) === undefined) : []);

  #find(id: string): Entry | undefined {
    void this.entries;
    return this.#byId.get(id);
  }

  async start(): Promise<void> {
    source.follow(
      (changes) => {
        if (changes === undefined) return void this.#load();
        for (const id of changes.gone) this.#byId.delete(id);
        for (const entry of changes.changed) this.#byId.set(entry.id, entry);
        this.complete = changes.complete;
        this.#show();
      },
      (connected) => {
        this.connected = connected;
      },
    );
    if (!source.live) await this.#load();
  }

  async #load(): Promise<void> {
    try {
      const { entries, roots, notes, complete } = await source.entries();
      [this.roots, this.notes, this.complete, this.problem] = [roots, notes, complete, ''];
      this.#byId.clear();
      for (const entry of entries) this.#byId.set(entry.id, entry);
      this.#show();
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    }
  }

  /** Many changes make one picture. */
  #show(): void {
    clearTimeout(this.#frame);
    this.#frame = window.setTimeout(() => {
      this.entries = [...this.#byId.values()];
    }, 30);
  }

  /** Reads the curves of runs that have none yet or have changed since. */
  follow(entries: readonly Entry[]): void {
    for (const entry of entries) {
      const mark = `${entry.changed} ${entry.numbers['update']} ${entry.state}`;
      if (this.#asked.get(entry.id) === mark) continue;
      this.#asked.set(entry.id, mark);
      source
        .series(entry.id)
        .then((series) => {
          this.series = new Map([...this.series, [entry.id, series]]);
        })
        .catch((error: unknown) => {
          this.#asked.delete(entry.id);
          this.problem = error instanceof Error ? error.message : String(error);
        });
    }
  }
}

function byOrder(order: string): (a: Entry, b: Entry) => number {
  const sign = order === 'id' || order === 'loss' ? 1 : -1;
  return (a, b) => {
    if (order === 'changed') return b.changed - a.changed || (a.id < b.id ? -1 : 1);
    const [first, second] = [valueIn(a, order), valueIn(b, order)];
    if (first === undefined || second === undefined) return compareValues(first, second);
    return sign * compareValues(first, second) || (a.id < b.id ? -1 : 1);
  };
}

export const runs = new Runs();

/** The colour of the nth chosen run. */
export function runColour(n: number): string {
  return `var(--run-${(n % 8) + 1})`;
}
