import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Summary, summarise } from '../measure/statistics.ts';
import type { Data } from '../problem/data.ts';
import type { Sizes } from '../problem/sizes.ts';
import { type Agreement, agreementOf, agreementTolerance } from './agreement.ts';
import { PeerMemoryError, PeerProcess, PeerTimeError } from './child.ts';
import { type Peer, programOf } from './peers.ts';
import { type PeerGradients, type PeerKind, type PeerTaskOptions, peerTask, writeProblem } from './problem.ts';

/** What an update is measured with. */
export interface ContestSettings extends Sizes {
  readonly kind: PeerKind;
  /** Those that can be started; the first is ours, which the others are held against. */
  readonly peers: readonly Peer[];
  readonly python: string;
  readonly data: Data;
  /** For files that are handed over. */
  readonly folder: string;
  readonly limit: number;
  /** 10^9 bytes that a program may hold. */
  readonly memory: number;
  readonly rounds: number;
  readonly steps: number;
  readonly trialBatch: number;
  readonly tell: (line: string) => void;
}

/** One form of a peer. */
export interface PeerRow {
  readonly peer: string;
  readonly title: string;
  readonly form: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Milliseconds of an update of the small batch, where a peer has more forms than one. */
  readonly trial?: number;
  readonly agreement?: Agreement;
  /** Milliseconds of an update; absent where the form was not timed. */
  readonly time?: Summary;
  /** The most memory that the program held, in 10^9 bytes; 0 where the system does not tell. */
  readonly gigabytes?: number;
  /** Median of the processor time of an update, all threads together, in milliseconds; 0 where the system does not tell. */
  readonly processor?: number;
  /** Why it was not timed or not to the end: slower than another form, out of time. */
  readonly remark?: string;
  /** A program that ended, or another result. */
  readonly failure?: string;
}

/** All rows of a kind of update. */
export interface ContestResult {
  readonly kind: PeerKind;
  readonly rows: readonly PeerRow[];
  readonly seconds: number;
}

interface Entrant {
  row: PeerRow;
  readonly peer: Peer;
  process?: PeerProcess;
  /** Whether the first pass was so long that compilers and caches have settled in it. */
  settled?: boolean;
  readonly samples: number[];
  readonly processor: number[];
}

/** A program whose first pass took longer needs no update that is not counted. */
const settledSeconds = 5;

/**
 * Lets programs do the same update: forms of one peer are compared on a small batch; the best of each then shows its loss and
 * gradients on the whole batch, which must be ours, and takes turns with the others.
 */
export class Contest {
  readonly #settings: ContestSettings;
  readonly #start = performance.now();
  #budget = 0;

  constructor(settings: ContestSettings) {
    this.#settings = settings;
  }

  /** Runs within so many seconds. */
  async run(budget: number): Promise<ContestResult> {
    this.#budget = budget;
    const { kind, peers } = this.#settings;
    const entrants = peers.flatMap((peer) =>
      peer.forms[kind].map((form): Entrant => {
        return { peer, row: { peer: peer.id, title: peer.title, form, versions: {} }, samples: [], processor: [] };
      }),
    );
    try {
      await this.#chooseForms(entrants);
      await this.#startAll(entrants.filter(isRunning));
      await this.#takeTurns(entrants.filter(isRunning));
    } finally {
      await Promise.all(entrants.map((entrant) => entrant.process?.end()));
    }
    const rows = entrants.map(({ row, samples, processor, process }) => ({
      ...row,
      ...(process !== undefined && { gigabytes: process.gigabytes }),
      ...(samples.length > 0 && { time: summarise(samples), processor: summarise(processor).median }),
    }));
    return { kind, rows, seconds: this.#spent() };
  }

  #spent(): number {
    return (performance.now() - this.#start) / 1000;
  }

  /** What one answer may take: the limit, and no more than is left of the budget. */
  #patience(): number {
    return Math.max(1, Math.min(this.#settings.limit, Math.ceil(this.#budget - this.#spent())));
  }

  #write(name: string, batch: number): string {
    const { kind, data, ...settings } = this.#settings;
    const sizes: Sizes = {
      neurons: settings.neurons,
      batch,
      dimension: settings.dimension,
      neighbours: settings.neighbours,
    };
    const options: PeerTaskOptions = { steps: settings.steps, threads: 2, chunk: largestDivisor(batch, 10) };
    const folder = join(settings.folder, `${kind}-${name}`);
    writeProblem(folder, peerTask(kind, sizes, data, options).peer);
    writeFileSync(join(folder, 'task.json'), JSON.stringify({ kind, sizes, options }));
    return folder;
  }

  #open({ peer, row }: Entrant, folder: string): PeerProcess {
    const command = peer.runtime === 'python' ? this.#settings.python : process.execPath;
    return new PeerProcess(command, [programOf(peer), row.form, folder], this.#settings.memory);
  }

  async #chooseForms(entrants: readonly Entrant[]): Promise<void> {
    const { peers, tell } = this.#settings;
    const folder = this.#write('trial', Math.min(this.#settings.trialBatch, this.#settings.batch));
    for (const peer of peers.slice(1)) {
      const forms = entrants.filter((entrant) => entrant.peer === peer);
      if (forms.length < 2) continue;
      for (const entrant of forms) {
        tell(`${this.#settings.kind}, ${peer.id}, ${entrant.row.form}: a small batch`);
        const program = this.#open(entrant, folder);
        await this.#attempt(entrant, async () => {
          await program.ready(this.#patience());
          await program.update(this.#patience());
          const { clock: trial } = await program.update(this.#patience());
          entrant.row = { ...entrant.row, trial };
        });
        await program.end();
      }
      const best = Math.min(...forms.map(({ row }) => row.trial ?? Number.POSITIVE_INFINITY));
      for (const entrant of forms) {
        if (isRunning(entrant) && entrant.row.trial !== best) {
          entrant.row = { ...entrant.row, remark: 'slower than the other form, not timed' };
        }
      }
    }
  }

  async #startAll(entrants: readonly Entrant[]): Promise<void> {
    const { kind, tell } = this.#settings;
    const folder = this.#write('whole', this.#settings.batch);
    let expected: PeerGradients | undefined;
    for (const entrant of entrants) {
      tell(`${kind}, ${entrant.row.peer}, ${entrant.row.form}: loss and gradients`);
      const program = this.#open(entrant, folder);
      entrant.process = program;
      await this.#attempt(entrant, async () => {
        entrant.row = { ...entrant.row, versions: await program.ready(this.#patience()) };
        const path = join(folder, `${entrant.row.peer}-${entrant.row.form}`);
        const began = this.#spent();
        const got = await program.gradients(path, this.#patience());
        entrant.settled = this.#spent() - began > settledSeconds;
        expected ??= got;
        const agreement = agreementOf(got, expected, agreementTolerance);
        entrant.row = { ...entrant.row, agreement };
        if (!agreement.agrees) {
          const { quantity, error } = agreement;
          throw new Error(`another result: ${quantity} is off by ${error.toExponential(1)}, not timed`);
        }
      });
      if (!isRunning(entrant)) await program.end();
    }
  }

  /** The first update of a quick one is not counted, since compilers and caches settle. */
  async #takeTurns(entrants: readonly Entrant[]): Promise<void> {
    const { rounds, kind, tell } = this.#settings;
    const known = new Map<Entrant, number>();
    for (let round = 0; round <= rounds; round++) {
      tell(`${kind}: round ${round} of ${rounds}`);
      for (let n = 0; n < entrants.length; n++) {
        const entrant = entrants[(n + round) % entrants.length]!;
        if (!isRunning(entrant)) continue;
        const left = this.#budget - this.#spent();
        // One that would go past the end is left out, so that quicker ones still get their turns.
        if ((known.get(entrant) ?? 0) > 1000 * left || left < 1) continue;
        await this.#attempt(entrant, async () => {
          const { clock, processor } = await entrant.process!.update(this.#patience());
          if (round > 0 || entrant.settled) {
            entrant.samples.push(clock);
            entrant.processor.push(processor);
          }
          known.set(entrant, clock);
        });
      }
    }
  }

  async #attempt(entrant: Entrant, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const { message } = error as Error;
      entrant.row =
        error instanceof PeerTimeError || error instanceof PeerMemoryError
          ? { ...entrant.row, remark: message }
          : { ...entrant.row, failure: message.slice(0, 200) };
      this.#settings.tell(`${entrant.row.peer}, ${entrant.row.form}: ${message}`);
    }
  }
}

function isRunning({ row }: Entrant): boolean {
  return row.remark === undefined && row.failure === undefined;
}

/** The largest number up to `most` that divides a count. */
function largestDivisor(count: number, most: number): number {
  for (let divisor = Math.min(count, most); divisor > 1; divisor--) if (count % divisor === 0) return divisor;
  return 1;
}
