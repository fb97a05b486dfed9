import { CellProcess, type CellProcessOptions } from '../../process/cell-process.ts';

/** Processes for cells, kept between cells of the same backend. */
export class ProcessPool {
  readonly #options: Omit<CellProcessOptions, 'backend'>;
  readonly #idle: { readonly backend: string; readonly process: CellProcess }[] = [];
  readonly #all = new Set<CellProcess>();

  constructor(options: Omit<CellProcessOptions, 'backend'>) {
    this.#options = options;
  }

  /** A process on a backend for one user; a new one if none is idle. */
  async take(backend: string): Promise<CellProcess> {
    for (let found = this.#idle.pop(); found !== undefined; found = this.#idle.pop()) {
      if (found.backend === backend && found.process.usable) return found.process;
      await this.#end(found.process);
    }
    const started = new CellProcess({ ...this.#options, backend });
    this.#all.add(started);
    return started;
  }

  /** Takes a process back. */
  async giveBack(backend: string, process: CellProcess): Promise<void> {
    if (process.usable) this.#idle.push({ backend, process });
    else await this.#end(process);
  }

  /** Ends every process, after a checkpoint of what is at work. */
  async close(): Promise<void> {
    await Promise.all([...this.#all].map((process) => this.#end(process)));
  }

  async #end(process: CellProcess): Promise<void> {
    this.#all.delete(process);
    await process.end();
  }
}
