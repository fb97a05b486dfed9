import type { Changes, Detail, EntryList, Series } from '../protocol.ts';
import type { RunSource } from './run-source.ts';

/** Runs of the server that gave the page. */
export function servedSource(): RunSource {
  return {
    live: true,
    entries: () => asked<EntryList>('api/entries'),
    follow(onChange, onState) {
      const events = new EventSource('api/changes');
      events.onopen = () => {
        onState(true);
        onChange(undefined);
      };
      events.onerror = () => onState(false);
      events.onmessage = ({ data }) => onChange(JSON.parse(String(data)) as Changes);
    },
    series: (id) => asked<Series>(`api/series?${new URLSearchParams({ run: id })}`),
    detail: (id) => asked<Detail>(`api/detail?${new URLSearchParams({ run: id })}`),
    figure: (run, name, at) => `api/figure?${new URLSearchParams({ run, name, at: String(at) })}`,
  };
}

async function asked<T>(address: string): Promise<T> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}
