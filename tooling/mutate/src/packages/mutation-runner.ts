import { performance } from 'node:perf_hooks';
import fc from 'fast-check';
import { TestRunner, vi } from 'vitest';
import { startTests } from 'vitest/internal/browser';
import { channelName, type MutantOrder, type Order, type Pulse, type Survey } from './messages.ts';
import { QuietRunner, switches } from './quiet-runner.ts';

/** Milliseconds between looks at whether a test waits for what never comes, and looks until it is taken to. */
const look = 500;
const mostLooks = 20;

/**
 * What Vitest's thread runs in place of tests: it takes orders for as long as it is there. Modules stay loaded from one
 * fault to the next, which a start of Vitest for each would load anew.
 */
export default class MutationRunner extends TestRunner {
  readonly #channel = new BroadcastChannel(channelName);
  #asked = false;

  async onBeforeCollect(): Promise<void> {
    if (this.#asked) return;
    this.#asked = true;
    // Properties need not look for their smallest counterexample.
    fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true });
    this.#watchWaiting();
    const quiet = new QuietRunner(this.config, (seconds) => this.#say({ seconds }));
    // What Vitest gives to the runner that it makes.
    for (const name of ['moduleRunner', '_otel'])
      Object.defineProperty(quiet, name, { value: Reflect.get(this, name) });
    // Orders come one at a time; this never ends by itself.
    await new Promise<never>((_, reject) => {
      this.#channel.onmessage = (event) => {
        const order = (event as MessageEvent<Order>).data;
        const done = 'survey' in order ? this.#survey(quiet, order.survey) : this.#run(quiet, order);
        done.then(
          (answer) => this.#say(answer),
          (error) => reject(error),
        );
      };
      this.#say({ ready: true });
    });
  }

  #say(pulse: Pulse): void {
    this.#channel.postMessage(pulse);
  }

  #watchWaiting(): void {
    let before = performance.eventLoopUtilization();
    let looks = 0;
    setInterval(() => {
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, before);
      before = now;
      looks = switches.activeMutant !== undefined && utilization < 0.05 ? looks + 1 : 0;
      if (looks >= mostLooks) this.#say({ endless: 'it waits for ever' });
    }, look);
  }

  async #survey(runner: QuietRunner, files: readonly string[]): Promise<{ readonly survey: Survey }> {
    runner.begin(undefined);
    for (const filepath of files) {
      runner.reuse(filepath, undefined);
      runner.keep(await startTests([{ filepath } as never], runner));
    }
    const { tests, hits, atLoad, failure } = runner;
    return { survey: { tests, hits, atLoad, ...(failure !== undefined && { failure }) } };
  }

  async #run(runner: QuietRunner, { mutant, steps, mostHits, reload }: MutantOrder): Promise<Pulse> {
    runner.begin(
      mutant,
      steps.flatMap(({ tests }) => tests),
    );
    switches.hitCount = 0;
    switches.hitLimit = mostHits;
    if (reload) {
      vi.resetModules();
      switches.activeMutant = mutant;
    }
    for (const { file: filepath, tests } of steps) {
      const testIds = tests.map(({ id }) => id);
      runner.reuse(filepath, reload ? undefined : new Set(testIds));
      const files = await startTests([{ filepath, testIds } as never], runner);
      if (!reload) runner.keep(files);
      runner.note(files);
      if (!reload) switches.activeMutant = undefined;
      if (runner.failure !== undefined) break;
    }
    switches.activeMutant = undefined;
    if (reload) vi.resetModules();
    this.#say({ seconds: undefined });
    return { failure: runner.failure ?? null };
  }
}
