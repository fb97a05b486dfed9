import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Changes, Entry } from '@hkmem/view/protocol';
import { usualHeaders } from './requests.ts';
import type { RunIndex } from './run-index.ts';

/** Tells pages what has changed, as server-sent events, in rounds that go on only while somebody looks. */
export class LiveChanges {
  readonly #index: RunIndex;
  readonly #every: number;
  readonly #readers = new Set<ServerResponse>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #scan: Promise<void> | undefined;
  readonly #stop = new AbortController();

  constructor(index: RunIndex, every: number) {
    this.#index = index;
    this.#every = every;
  }

  /** One more reader, until it leaves. The first starts the look at all folders. */
  add(request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { ...usualHeaders, 'Content-Type': 'text/event-stream; charset=utf-8' });
    if (request.method === 'HEAD') return void response.end();
    response.write('retry: 2000\n\n');
    this.#readers.add(response);
    response.on('close', () => this.#readers.delete(response));
    this.#scan ??= this.#look();
    void this.#scan.then(() => {
      this.#tell({ changed: [], gone: [], complete: true });
      this.#plan();
    });
  }

  close(): void {
    this.#stop.abort();
    clearTimeout(this.#timer);
    for (const reader of this.#readers) reader.end();
  }

  async #look(): Promise<void> {
    if (this.#index.list().complete) return;
    let waiting: Entry[] = [];
    let told = performance.now();
    const found = (entries: readonly Entry[]): void => {
      for (const entry of entries) waiting.push(entry);
      if (performance.now() - told < 250) return;
      this.#tell({ changed: waiting, gone: [], complete: false });
      [waiting, told] = [[], performance.now()];
    };
    await this.#index.scan(found, this.#stop.signal);
    this.#tell({ changed: waiting, gone: [], complete: true });
  }

  #plan(): void {
    if (this.#timer !== undefined || this.#readers.size === 0 || this.#stop.signal.aborted) return;
    this.#timer = setTimeout(async () => {
      const changes = await this.#index.refresh().catch((): Changes => ({ changed: [], gone: [], complete: true }));
      this.#timer = undefined;
      if (changes.changed.length > 0 || changes.gone.length > 0) this.#tell(changes);
      this.#plan();
    }, this.#every);
  }

  #tell(changes: Changes): void {
    const text = `data: ${JSON.stringify(changes)}\n\n`;
    for (const reader of this.#readers) reader.write(text);
  }
}
