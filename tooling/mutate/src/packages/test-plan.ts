import { grouped } from '../grouped.ts';
import type { KnownTest, MutantOrder, Survey } from './messages.ts';

/** Seconds of the processor up to which tests of one file are run together. */
const short = 0.3;

/** How many times as often as without any fault its place may be reached. */
const hitFactor = 100;

/** Which tests a fault is tried on, and in which order: those that are short before others. */
export class TestPlan {
  readonly #survey: Survey;
  readonly #tests: ReadonlyMap<string, KnownTest>;

  constructor(survey: Survey) {
    this.#survey = survey;
    this.#tests = new Map(survey.tests.map((test) => [test.id, test]));
  }

  /** On the tests that reach its place; undefined if none does. */
  whileTestsRun(mutant: string): MutantOrder | undefined {
    const reached = Object.entries(this.#survey.hits).filter(([, hits]) => hits[mutant] !== undefined);
    if (reached.length === 0) return undefined;
    const hits = reached.reduce((sum, [, each]) => sum + each[mutant]!, 0);
    const tests = reached.map(([id]) => this.#tests.get(id)!);
    return { mutant, steps: stepsOf(tests), mostHits: hitFactor * hits, reload: false };
  }

  /**
   * With modules that are loaded with it, on tests that reach any of these, which are in the same file, or all tests; undefined
   * if no module reaches its place while it is loaded.
   */
  fromLoadOn(mutant: string, others: readonly string[]): MutantOrder | undefined {
    if (this.#survey.atLoad[mutant] === undefined) return undefined;
    const near = this.#survey.tests.filter(({ id }) => {
      const hits = this.#survey.hits[id];
      return hits !== undefined && others.some((other) => hits[other] !== undefined);
    });
    return { mutant, steps: stepsOf(near.length > 0 ? near : this.#survey.tests), reload: true };
  }
}

/** Short tests file by file, then each of the others, those that take the least first. */
function stepsOf(tests: readonly KnownTest[]): MutantOrder['steps'] {
  const together = grouped(
    tests.filter(({ seconds }) => seconds <= short),
    ({ file }) => file,
  );
  const alone = tests.filter(({ seconds }) => seconds > short);
  const seconds = (step: { readonly tests: readonly KnownTest[] }): number =>
    step.tests.reduce((sum, test) => sum + test.seconds, 0);
  return [
    ...[...together].map(([file, own]) => ({ file, tests: own })).sort((a, b) => seconds(a) - seconds(b)),
    ...alone.map((test) => ({ file: test.file, tests: [test] })).sort((a, b) => seconds(a) - seconds(b)),
  ];
}
