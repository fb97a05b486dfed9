import { join } from 'node:path';
import { runFiles } from '@hkmem/sweep';
import type { Detail, Series } from '@hkmem/view/protocol';
import { LogSeries } from './log-series.ts';
import { readFigure, readResultDetail, readRunDetail } from './read-detail.ts';
import type { RunIndex } from './run-index.ts';

/** Logs that are read on rather than anew. */
const kept = 64;
const nothing: Series = { loss: [], every: 1, accuracy: [], seconds: 0, processorSeconds: 0, sessions: [], notes: [] };

/** What is told of single runs, by the ids of an index: what the index does not know is not there. */
export class RunAnswers {
  readonly #index: RunIndex;
  readonly #logs = new Map<string, { readonly series: LogSeries; reading: Promise<Series> }>();

  constructor(index: RunIndex) {
    this.#index = index;
  }

  async series(id: string): Promise<Series | undefined> {
    const place = this.#index.pathOf(id);
    if (place === undefined) return undefined;
    if (place.kind === 'result') return nothing;
    const series = this.#logs.get(id)?.series ?? new LogSeries(join(place.path, runFiles.log));
    // Two readers at once would read a part twice.
    const before = this.#logs.get(id)?.reading ?? Promise.resolve();
    const reading = before.then(() => series.read());
    this.#logs.delete(id);
    this.#logs.set(id, { series, reading });
    for (const oldest of this.#logs.keys()) {
      if (this.#logs.size <= kept) break;
      this.#logs.delete(oldest);
    }
    return reading;
  }

  async detail(id: string): Promise<Detail | undefined> {
    const place = this.#index.pathOf(id);
    if (place === undefined) return undefined;
    return place.kind === 'run' ? readRunDetail(id, place.path) : readResultDetail(id, place.path);
  }

  async figure(id: string, name: string): Promise<Buffer | undefined> {
    const place = this.#index.pathOf(id);
    return place?.kind === 'run' ? readFigure(place.path, name) : undefined;
  }
}
