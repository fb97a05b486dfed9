/** A setting as it is shown; lists are JSON. */
export type Setting = string | number;

/** How far a run has come. */
export type RunState = 'running' | 'finished' | 'stopped' | 'unreadable';

/** One run folder, or one result of a sweep, in the list. */
export interface Entry {
  /** Path below the folder that is viewed, with `/`; what every request names a run by. */
  readonly id: string;
  /** A run folder, or a file of `cells`. */
  readonly kind: 'run' | 'result';
  /** What the settings say, or nothing where they cannot be read. */
  readonly task: string;
  readonly state: RunState;
  /** Of the last change, in milliseconds since 1970. */
  readonly changed: number;
  /** By dotted path. */
  readonly settings: Readonly<Record<string, Setting>>;
  /** Single numbers by name: updates done, loss, accuracy, seconds. */
  readonly numbers: Readonly<Record<string, number>>;
  /** What could not be read, and why. */
  readonly notes: readonly string[];
}

/** All entries at one moment. */
export interface EntryList {
  /** Folders that are viewed, as they were given. */
  readonly roots: readonly string[];
  readonly entries: readonly Entry[];
  /** What was left out, and why. */
  readonly notes: readonly string[];
  /** Whether the first look at all folders has been finished. */
  readonly complete: boolean;
}

/** What has changed since the last event. */
export interface Changes {
  readonly changed: readonly Entry[];
  /** Ids that are there no more. */
  readonly gone: readonly string[];
  readonly complete: boolean;
}

/** A run's numbers as they grow. */
export interface Series {
  /** Update, mean loss of the updates since the point before, and seconds of training until then. */
  readonly loss: readonly (readonly [update: number, loss: number, seconds: number])[];
  /** Updates that a point of the loss is the mean of. */
  readonly every: number;
  /** Update, share of right answers, and seconds of training until then. */
  readonly accuracy: readonly (readonly [update: number, accuracy: number, seconds: number])[];
  /** Of all updates. */
  readonly seconds: number;
  /** Of all threads, where it was taken. */
  readonly processorSeconds: number;
  /** When and where it was worked on. */
  readonly sessions: readonly {
    readonly time: string;
    readonly from: number;
    readonly backend: string;
    readonly threads: number;
  }[];
  readonly notes: readonly string[];
}

/** Images that were recalled at the last look of a training at its memory. */
export interface Look {
  /** Of the training, when it looked. */
  readonly update: number;
  readonly height: number;
  readonly width: number;
  /** One of each class; pixels from 0 to 1. */
  readonly images: readonly {
    readonly label: number;
    readonly answer: number;
    readonly shown: readonly number[];
    readonly recalled: readonly number[];
  }[];
  /** Mean energies of these images by term, at times of the flow. */
  readonly energies: { readonly t: readonly number[]; readonly terms: Readonly<Record<string, readonly number[]>> };
}

/** All that is shown of one entry alone. */
export interface Detail {
  readonly id: string;
  readonly files: readonly { readonly name: string; readonly size: number }[];
  /** The report as it lies there: Markdown, shown as text. */
  readonly report: string;
  /** Names of the figures, PNG. */
  readonly figures: readonly string[];
  /** Tables of numbers: share of right answers by class, counts of answers by label. */
  readonly perClass: readonly number[];
  readonly confusion: readonly (readonly number[])[];
  /** Further numbers by dotted path, such as those at rest or of a sweep's result. */
  readonly numbers: Readonly<Record<string, Setting>>;
  readonly look?: Look;
  readonly notes: readonly string[];
}
