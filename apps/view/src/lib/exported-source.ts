import type { Detail, EntryList, Series } from '../protocol.ts';
import type { RunSource } from './run-source.ts';

/** What scripts of a shared folder hand the page, by name. */
type Provided = Record<string, unknown>;

/** Runs in a folder that `hkmem view --export` wrote, or undefined if this page is none of those. */
export function exportedSource(): RunSource | undefined {
  const provided = (globalThis as { hkmemRuns?: Provided }).hkmemRuns;
  const list = provided?.['entries'] as EntryList | undefined;
  if (provided === undefined || list === undefined) return undefined;
  const numbers = new Map(list.entries.map(({ id }, n) => [id, n]));
  const figures = new Map<string, readonly string[]>();
  const run = async (id: string): Promise<{ readonly series: Series; readonly detail: Detail }> => {
    const n = numbers.get(id);
    if (n === undefined) throw new Error('not there');
    if (!Object.hasOwn(provided, String(n))) await script(`data/${n}.js`);
    const found = provided[String(n)] as { readonly series: Series; readonly detail: Detail };
    figures.set(id, found.detail.figures);
    return found;
  };
  return {
    live: false,
    entries: async () => list,
    follow: () => {},
    series: async (id) => (await run(id)).series,
    detail: async (id) => (await run(id)).detail,
    figure: (id, name) => `data/${numbers.get(id)}-${figures.get(id)?.indexOf(name)}.png`,
  };
}

function script(address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const element = document.createElement('script');
    element.src = address;
    element.onload = () => resolve();
    element.onerror = () => reject(new Error(`${address} cannot be loaded`));
    document.head.append(element);
  });
}
