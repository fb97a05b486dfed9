import { type RunnerTask, type RunnerTestCase, type RunnerTestFile, TestRunner } from 'vitest';
import type { KnownTest } from './messages.ts';

/** What the code with all faults in it looks at, as Stryker calls it. */
interface Switches {
  activeMutant?: string | undefined;
  hitCount?: number;
  hitLimit?: number | undefined;
  /** How often each fault was reached since this was last taken away, by their keys. */
  hits?: Float64Array | undefined;
}

const global = globalThis as { __stryker__?: Switches };
global.__stryker__ ??= {};
export const switches: Switches = global.__stryker__;

/** Seconds that a test may take: so many times what it takes without any fault, and some. */
const secondsOf = ({ seconds }: KnownTest): number => 3 + 10 * seconds;

/** Seconds that loading a file of tests may take. */
const secondsToLoad = 20;

/** Runs tests without telling Vitest, and none after one that failed. */
export class QuietRunner extends TestRunner {
  failure: string | undefined;
  /** Those that were run. */
  tests: KnownTest[] = [];
  /** What tests reached without any fault, by their ids. */
  readonly hits: Record<string, Record<string, number>> = {};
  /** What was reached outside tests. */
  readonly atLoad: Record<string, number> = {};
  #mutant: string | undefined;
  #stopped = false;
  #known = new Map<string, KnownTest>();
  #start = process.threadCpuUsage();
  readonly #allow: (seconds: number | undefined) => void;
  /** Files of tests as they were loaded first, by path. */
  readonly #loaded = new Map<string, RunnerTestFile>();
  #again: RunnerTestFile | undefined;

  /** `allow` is told how many seconds what comes next may take. */
  constructor(config: ConstructorParameters<typeof TestRunner>[0], allow: (seconds: number | undefined) => void) {
    super(config);
    this.#allow = allow;
  }

  /** Tests to come are run with this fault, or without any. */
  begin(mutant: string | undefined, known: readonly KnownTest[] = []): void {
    this.#mutant = mutant;
    this.#known = new Map(known.map((test) => [test.id, test]));
    this.failure = undefined;
    this.#stopped = false;
    this.tests = [];
  }

  /** Failures that are of a file or a suite. */
  note(files: readonly RunnerTestFile[]): void {
    for (const file of files) this.failure ??= failureOf(file);
  }

  /** Keeps files of tests, to be run again without being loaded. */
  keep(files: readonly RunnerTestFile[]): void {
    for (const file of files) this.#loaded.set(file.filepath, file);
  }

  /** The file that is run next is the one that was kept, with these of its tests; or it is loaded. */
  reuse(path: string, ids: ReadonlySet<string> | undefined): void {
    this.#again = ids && this.#loaded.get(path);
    if (this.#again !== undefined) chooseTests(this.#again, ids!);
  }

  override importFile(...given: Parameters<TestRunner['importFile']>): unknown {
    return this.#again === undefined ? super.importFile(...given) : undefined;
  }

  onBeforeCollect(): void {
    if (this.#mutant !== undefined) this.#allow(secondsToLoad);
  }

  /** A fault counts from here on, where it is none that modules are loaded with. */
  onBeforeRunFiles(files: RunnerTestFile[]): void {
    if (this.#again !== undefined) files.splice(0, files.length, this.#again);
    switches.activeMutant = this.#mutant;
  }

  override async onBeforeRunTask(test: RunnerTestCase): Promise<void> {
    if (this.#stopped) test.mode = 'skip';
    await super.onBeforeRunTask(test);
    const known = this.#known.get(test.id);
    if (known !== undefined) this.#allow(secondsOf(known));
    this.#takeHits(this.atLoad);
    this.#start = process.threadCpuUsage();
  }

  override onAfterRunTask(test: RunnerTestCase): void {
    super.onAfterRunTask(test);
    const { user, system } = process.threadCpuUsage(this.#start);
    const hits = this.hits[test.id] ?? {};
    this.hits[test.id] = hits;
    this.#takeHits(hits);
    if (test.mode === 'skip' || test.mode === 'todo') return;
    this.tests.push({ file: test.file.filepath, id: test.id, seconds: (user + system) / 1e6 });
    if (test.result?.state !== 'fail') return;
    this.failure ??= failureOf(test);
    if (this.#mutant !== undefined) this.#stopped = true;
  }

  #takeHits(into: Record<string, number>): void {
    switches.hits?.forEach((count, key) => {
      if (count > 0) into[key] = (into[key] ?? 0) + count;
    });
    switches.hits = undefined;
  }
}

/** The first error of a task that failed, or of one below it. */
function failureOf(task: RunnerTask): string | undefined {
  const [error] = task.result?.errors ?? [];
  if (task.result?.state === 'fail' && error !== undefined) return `${task.name}: ${error.message.split('\n')[0]}`;
  if ('tasks' in task) {
    for (const child of task.tasks) {
      const failure = failureOf(child);
      if (failure !== undefined) return failure;
    }
  }
  return task.result?.state === 'fail' ? task.name : undefined;
}

/** Makes a file of tests as if it had not run, these of its tests wanted. Gives whether any is. */
function chooseTests(task: RunnerTask, ids: ReadonlySet<string>): boolean {
  let wanted = ids.has(task.id);
  if ('tasks' in task) for (const child of task.tasks) wanted = chooseTests(child, ids) || wanted;
  delete task.result;
  task.mode = wanted ? 'run' : 'skip';
  return wanted;
}
