import type { Changes, Detail, EntryList, Series } from '../protocol.ts';

/** Where runs come from: a server that tells of changes, or scripts beside the page. */
export interface RunSource {
  /** Whether they may still change. */
  readonly live: boolean;
  entries(): Promise<EntryList>;
  /** Calls back on changes, and with undefined whenever the list is to be asked for anew. */
  follow(onChange: (changes: Changes | undefined) => void, onState: (connected: boolean) => void): void;
  series(id: string): Promise<Series>;
  detail(id: string): Promise<Detail>;
  /** The address of a figure. */
  figure(id: string, name: string, at: number): string;
}
