/** A piece of work with a known length. */
export interface ProgressItem {
  /** What to call it. */
  readonly label: string;
  /** Its length. */
  readonly total: number;
  /** What was done before, by an earlier run. */
  readonly done?: number;
  /** What is counted: `updates`, `images`. */
  readonly unit: string;
}

/** Work under way. */
export interface ProgressTask {
  /** Tells how much is done in all, with a few words such as the loss. */
  advance(done: number, detail?: string): void;
  /** Ends it. */
  end(): void;
}

/** Is told how work goes on. */
export interface Progress {
  /** Begins a task that ends with `end`. */
  begin(item: ProgressItem): ProgressTask;
  /** A line that stays. Not to be used while a task is under way. */
  note(text: string): void;
}

/** Passes over all that it is told. */
export const noProgress: Progress = { begin: () => ({ advance: () => {}, end: () => {} }), note: () => {} };
