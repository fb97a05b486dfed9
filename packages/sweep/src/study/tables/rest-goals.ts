import type { RestEvaluation } from '@hkmem/training';
import { spread } from '../../tables/ranges.ts';
import type { Table } from '../../tables/table.ts';

/** What a memory of MNIST at rest is to reach. */
interface RestGoal {
  readonly what: string;
  /** Names of the damages that it is of; the mean over them counts. */
  readonly damages: RegExp;
  readonly value: (found: RestEvaluation['damages'][number]) => number;
  readonly goal: number;
  /** Whether less is better, as of errors. */
  readonly atMost?: boolean;
}

const halves = / half$/;
const accuracy: RestGoal['value'] = ({ rest }) => 100 * rest.accuracy;
const pixels: RestGoal['value'] = ({ rest }) => rest.pixels.rms;

const goals: readonly RestGoal[] = [
  { what: 'clean, right at rest, %', damages: /^none$/, value: accuracy, goal: 98 },
  {
    what: 'clean, same answer at T = 1, %',
    damages: /^none$/,
    value: ({ rest }) => 100 * (1 - rest.changed),
    goal: 99.5,
  },
  { what: 'clean, came to rest by T = 50, %', damages: /^none$/, value: ({ rest }) => 100 * rest.inTime, goal: 99.9 },
  { what: 'clean, rest found, %', damages: /^none$/, value: ({ rest }) => 100 * rest.atRest, goal: 99.9 },
  { what: 'noise 0.3, right at rest, %', damages: /^noise 0.3$/, value: accuracy, goal: 96 },
  { what: 'half erased, right at rest, %', damages: halves, value: accuracy, goal: 88 },
  { what: '12 x 12 covered, right at rest, %', damages: /^cover 12$/, value: accuracy, goal: 93 },
  { what: 'noise 0.3, pixels at rest', damages: /^noise 0.3$/, value: pixels, goal: 0.14, atMost: true },
  { what: 'half erased, pixels at rest', damages: halves, value: pixels, goal: 0.18, atMost: true },
];

/** Goals that the damages looked at speak of, what was reached by how many seeds, and by how much each is missed. */
export function restGoalTable(seeds: readonly Pick<RestEvaluation, 'damages'>[]): Table {
  const rows = goals.flatMap(({ what, damages, value, goal, atMost = false }) => {
    const found = seeds.map((seed) => seed.damages.filter(({ damage }) => damages.test(damage)).map(value));
    if (found.some((values) => values.length === 0)) return [];
    const reached = found.map((values) => values.reduce((sum, each) => sum + each, 0) / values.length);
    const places = (each: number): string => each.toFixed(goal < 1 ? 3 : 2);
    const mean = reached.reduce((sum, each) => sum + each, 0) / reached.length;
    const short = atMost ? mean - goal : goal - mean;
    return [[what, `${atMost ? 'at most ' : ''}${goal}`, spread(reached, places), short > 0 ? places(short) : 'met']];
  });
  return { columns: ['', 'goal', 'here', 'missed by'], rows };
}
