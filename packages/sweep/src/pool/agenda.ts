import { type Cell, identify, identifyCell, neededCells } from '@hkmem/experiments';

/** A cell with what it is known by and what must come first. */
export interface PlannedCell {
  readonly cell: Cell;
  readonly id: string;
  /** Ids of the cells whose results must be there first. */
  readonly needs: readonly string[];
  /** What no two cells may work on at once: the training that they share. */
  readonly training: string;
  /** Whether it was asked for, and not only needed by another. */
  readonly asked: boolean;
}

/** Name of the training of a cell; cells that judge one training in two ways share it. */
export function trainingOf({ config }: Cell): string {
  return identify(config).folder;
}

/** Every cell once, with those that they need, each after what it needs; otherwise in the order given. */
export function planCells(cells: readonly Cell[]): readonly PlannedCell[] {
  const asked = new Set(cells.map((cell) => identifyCell(cell).id));
  const planned = new Map<string, PlannedCell>();
  const visit = (cell: Cell): string => {
    const { id } = identifyCell(cell);
    if (planned.has(id)) return id;
    const needs = neededCells(cell).map(visit);
    planned.set(id, { cell, id, needs, training: trainingOf(cell), asked: asked.has(id) });
    return id;
  };
  for (const cell of cells) visit(cell);
  return [...planned.values()];
}

/** What became of a cell. */
type State = 'waiting' | 'running' | 'done' | 'failed';

/** Gives out planned cells as soon as they can be run, for as many runners as like. */
export class Agenda {
  readonly #cells: readonly PlannedCell[];
  readonly #states = new Map<string, State>();
  readonly #failures = new Map<string, string>();
  readonly #onFail: (id: string) => void;
  #closed = false;
  #wake: (() => void)[] = [];

  /** @param onFail called for every cell that fails, also one that only needs another that did. */
  constructor(cells: readonly PlannedCell[], onFail: (id: string) => void = () => {}) {
    this.#cells = cells;
    this.#onFail = onFail;
    for (const { id } of cells) this.#states.set(id, 'waiting');
  }

  /** The next cell that can be run, waiting for one if need be; undefined when there will be none. */
  async next(): Promise<PlannedCell | undefined> {
    for (;;) {
      if (this.#closed) return undefined;
      this.#failDependants();
      const waiting = this.#cells.filter(({ id }) => this.#states.get(id) === 'waiting');
      if (waiting.length === 0 && !this.#isAny('running')) return undefined;
      const ready = waiting.find((cell) => this.#isReady(cell));
      if (ready !== undefined) {
        this.#states.set(ready.id, 'running');
        return ready;
      }
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  /** Tells that a cell has its result. */
  finish(id: string): void {
    this.#change(id, 'done');
  }

  /** Tells that a cell will have no result; those that need it will have none either. */
  fail(id: string, message: string): void {
    this.#failures.set(id, message);
    this.#onFail(id);
    this.#change(id, 'failed');
  }

  /** Gives a cell back, to be given out again. */
  giveBack(id: string): void {
    this.#change(id, 'waiting');
  }

  /** Gives out no more. */
  close(): void {
    this.#closed = true;
    this.#wakeAll();
  }

  /** Why a cell has no result. */
  failure(id: string): string | undefined {
    return this.#failures.get(id);
  }

  #isReady({ needs, training }: PlannedCell): boolean {
    if (!needs.every((id) => this.#states.get(id) === 'done')) return false;
    return !this.#cells.some((other) => other.training === training && this.#states.get(other.id) === 'running');
  }

  #failDependants(): void {
    // Cells stand after what they need, so one pass reaches all.
    for (const { id, needs } of this.#cells) {
      const lost = needs.find((need) => this.#states.get(need) === 'failed');
      if (this.#states.get(id) !== 'waiting' || lost === undefined) continue;
      this.#failures.set(id, `needs ${lost}, which failed: ${this.#failures.get(lost)}`);
      this.#onFail(id);
      this.#states.set(id, 'failed');
    }
  }

  #isAny(state: State): boolean {
    return this.#cells.some(({ id }) => this.#states.get(id) === state);
  }

  #change(id: string, state: State): void {
    this.#states.set(id, state);
    this.#wakeAll();
  }

  #wakeAll(): void {
    const wake = this.#wake;
    this.#wake = [];
    for (const resolve of wake) resolve();
  }
}
