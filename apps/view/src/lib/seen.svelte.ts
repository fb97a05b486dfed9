import { urlState } from '@hkmem/ui/lib/url-state.svelte.ts';

export const pages = ['curves', 'settings', 'table', 'run'] as const;
export const orders = ['changed', 'id', 'accuracy', 'loss', 'update'] as const;

/** What is seen; the address keeps it. */
export const seen = urlState(
  '',
  {
    /** Ids of the chosen runs, each as in an address, with commas between. */
    runs: '',
    page: 'curves',
    filter: '',
    order: 'changed',
    over: 'updates',
    scale: 'log',
    differing: false,
    across: '',
    down: '',
    number: '',
    of: 'all',
  },
  {
    page: pages,
    order: orders,
    over: ['updates', 'seconds'],
    scale: ['log', 'linear'],
    of: ['all', 'run', 'result'],
  },
);

/** Most runs that are drawn over each other. */
export const mostChosen = 8;

export function chosenIds(): string[] {
  return seen.runs.split(',').flatMap((text) => {
    try {
      return text === '' ? [] : [decodeURIComponent(text)];
    } catch {
      return [];
    }
  });
}

export function choose(ids: readonly string[]): void {
  seen.runs = ids.slice(0, mostChosen).map(encodeURIComponent).join(',');
}

export function toggle(id: string): void {
  const ids = chosenIds();
  choose(ids.includes(id) ? ids.filter((each) => each !== id) : [...ids.slice(-(mostChosen - 1)), id]);
}
