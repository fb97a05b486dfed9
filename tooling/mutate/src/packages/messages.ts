/** A test of a package, which takes so many seconds of the processor without any fault. */
export interface KnownTest {
  /** Path of its file. */
  readonly file: string;
  readonly id: string;
  readonly seconds: number;
}

/** How often each mutant's place is reached, by the mutants' keys. */
export type Hits = Readonly<Record<string, number>>;

/** What the tests of a package do without any fault. */
export interface Survey {
  readonly tests: readonly KnownTest[];
  /** By the ids of tests. */
  readonly hits: Readonly<Record<string, Hits>>;
  /** While modules were loaded. */
  readonly atLoad: Hits;
  /** What the first test says that fails. */
  readonly failure?: string;
}

/** What a session is asked to do: to run all tests without any fault, or some with one. */
export type Order = { readonly survey: readonly string[] } | MutantOrder;

/** A fault and the tests that it is tried on. */
export interface MutantOrder {
  readonly mutant: string;
  /** Tests of one file each, in this order; a test has seconds that it takes without any fault. */
  readonly steps: readonly { readonly file: string; readonly tests: readonly KnownTest[] }[];
  /** How often its place may be reached until it is taken for endless. */
  readonly mostHits?: number;
  /** Whether modules are loaded anew with it. */
  readonly reload: boolean;
}

/** What a session answers. */
export type Answer =
  | { readonly ready: true }
  | { readonly survey: Survey }
  /** What the first test says that fails, null if all pass. */
  | { readonly failure: string | null }
  /** It goes on for ever; it has to be ended. */
  | { readonly endless: string };

/** What the thread of the tests says to its process besides: so many seconds are allowed from now on, or any number. */
export type Pulse = Answer | { readonly seconds: number | undefined };

/** Name of the channel between that thread and its process. */
export const channelName = 'mutation tests';
