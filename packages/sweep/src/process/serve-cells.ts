import { BackendUnavailableError } from '@hkmem/backend';
import { type Cell, canonicalJson } from '@hkmem/experiments';
import type { RunReporter } from '../cells/cell-work.ts';
import { runCell } from '../cells/run-cell.ts';
import { messageOf } from '../error-facts.ts';
import { NoParentError } from '../errors.ts';
import { forwardProgress } from '../session/forward-progress.ts';
import { type Session, type SessionOptions, withSession } from '../session/session.ts';
import { failureReason } from './failure-reason.ts';
import type { CellOrder, CellReport } from './messages.ts';

type Run = Extract<CellOrder, { readonly kind: 'run' }>;

/**
 * Runs cells one after another as the process that started this one tells over its channel, until it says `end` or is
 * gone; a cell at work is then stopped at a checkpoint. `runReport` is given every run before its folder is closed.
 * @throws {NoParentError} if no process stands behind this one.
 */
export async function serveCells(options: Omit<SessionOptions, 'progress'>, runReport?: RunReporter): Promise<void> {
  const send = process.send?.bind(process);
  if (send === undefined)
    throw new NoParentError('this process takes cells from the one that started it, and there is none.');
  const report = (message: CellReport): void => {
    if (process.connected) send(message);
  };
  const orders = new Orders(options.signal ?? new AbortController().signal);
  try {
    await withSession(options, async (session) => {
      report({ kind: 'ready', backend: `${session.backend.name} (${session.backend.description})` });
      const progress = forwardProgress((step) => report({ kind: 'progress', step }));
      for (let run = await orders.next(); run !== undefined; run = await orders.next()) {
        report(await answer({ ...session, progress, signal: orders.stop }, run, runReport));
        orders.settle();
      }
    });
  } catch (error) {
    if (!(error instanceof BackendUnavailableError)) throw error;
    report({ kind: 'unable', message: error.message });
  } finally {
    orders.close();
    if (process.connected) process.disconnect();
  }
}

async function answer(session: Session, { root, cell }: Run, runReport?: RunReporter): Promise<CellReport> {
  try {
    return { kind: 'result', result: await runCell(session, root, sorted(cell), runReport) };
  } catch (error) {
    const message = messageOf(error);
    return { kind: 'failure', reason: failureReason(error, session.signal), message };
  }
}

/**
 * The cell with its keys in one order, however it was written down: weights files hold the configuration as it is given,
 * and their hash is to be the same.
 */
function sorted(cell: Cell): Cell {
  return JSON.parse(canonicalJson(cell)) as Cell;
}

/** Orders as they come in, and a signal for the cell at work that `stop`, `end`, an interrupt or a lost channel aborts. */
class Orders {
  readonly #waiting: Run[] = [];
  readonly #interrupt: AbortSignal;
  #controller = new AbortController();
  #ended = false;
  #wake: () => void = () => {};

  constructor(interrupt: AbortSignal) {
    this.#interrupt = interrupt;
    process.on('message', this.#take);
    process.on('disconnect', this.#end);
    interrupt.addEventListener('abort', this.#end);
  }

  get stop(): AbortSignal {
    return this.#controller.signal;
  }

  /** The next cell to run, undefined when there will be none. */
  async next(): Promise<Run | undefined> {
    while (!this.#ended && this.#waiting.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#ended ? undefined : this.#waiting.shift();
  }

  /** A stop that came for the last cell does not concern the next. */
  settle(): void {
    if (!this.#ended) this.#controller = new AbortController();
  }

  close(): void {
    process.off('message', this.#take);
    process.off('disconnect', this.#end);
    this.#interrupt.removeEventListener('abort', this.#end);
  }

  readonly #take = (message: unknown): void => {
    const order = message as CellOrder;
    if (order.kind === 'run') this.#waiting.push(order);
    if (order.kind === 'stop') this.#controller.abort();
    if (order.kind === 'end') this.#end();
    this.#wake();
  };

  readonly #end = (): void => {
    this.#ended = true;
    this.#controller.abort();
    this.#wake();
  };
}
