import type { HostState } from '@hkmem/backend';
import { adaptiveSteps, fixedPoint, recall } from '@hkmem/dynamics';
import { floorOf } from '@hkmem/energy';
import { andersonRest } from './anderson.ts';
import { type RestCase, restCases } from './systems.ts';

/** What one way to rest took on one case, means over samples. */
export interface TrialRow {
  readonly name: string;
  readonly method: string;
  /** Evaluations of the field, products with the Jacobian, evaluations of the energy. */
  readonly counts: readonly [fields: number, products: number, energies: number];
  /** Share of samples at rest, and at the rest of a fine flow: the same energy to 1e-6. */
  readonly rested: number;
  readonly same: number;
}

const tolerance = 1e-9;
const slow = 0.03;

/** Follows every start to rest by the flow alone, with Newton steps, and with Anderson steps, from the same switch. */
export async function restTrial(
  samples: number,
  sizes: readonly number[],
  until: number,
  tell: (line: string) => void,
): Promise<TrialRow[]> {
  const rows: TrialRow[] = [];
  for (const one of await restCases(samples, sizes)) {
    tell(one.name);
    const certificate = await floorOf(one.engine);
    const options = { certificate, tolerance, curvatureProducts: 0, until };
    const fine = await followed(one, (start) =>
      fixedPoint(one.engine, start, {
        ...options,
        switchBelow: tolerance,
        control: adaptiveSteps({ rtol: 1e-6, atol: 1e-9 }),
      }),
    );
    const flow = await followed(one, (start) => fixedPoint(one.engine, start, { ...options, switchBelow: tolerance }));
    const newton = await followed(one, (start) => fixedPoint(one.engine, start, { ...options, switchBelow: slow }));
    const anderson = await Promise.all(one.starts.map((start) => byAnderson(one, start, until)));
    for (const [method, ends] of Object.entries({ flow, newton, anderson })) rows.push(rowOf(one, method, ends, fine));
  }
  return rows;
}

interface End {
  readonly counts: readonly [number, number, number];
  readonly norm: number;
  readonly energy: number;
}

async function followed(one: RestCase, find: (start: HostState) => ReturnType<typeof fixedPoint>): Promise<End[]> {
  const ends: End[] = [];
  for (const start of one.starts) {
    const { cost, samples } = await find(start);
    ends.push({ counts: [cost.fields, cost.products, cost.energies], ...samples[0]! });
  }
  return ends;
}

async function byAnderson({ engine }: RestCase, start: HostState, until: number): Promise<End> {
  const { state, statistics } = await recall(engine, start, { steadyBelow: slow, until });
  const end = await andersonRest(engine, state, tolerance, 6, 3000);
  const fields = statistics.evaluations + statistics.accepted + end.fields;
  return { counts: [fields, 0, end.energies], norm: end.norm, energy: end.energy };
}

function rowOf({ name }: RestCase, method: string, ends: readonly End[], fine: readonly End[]): TrialRow {
  const mean = (of: (end: End, n: number) => number): number =>
    ends.reduce((sum, end, n) => sum + of(end, n), 0) / ends.length;
  return {
    name,
    method,
    counts: [0, 1, 2].map((k) => Math.round(mean((end) => end.counts[k]!))) as [number, number, number],
    rested: mean(({ norm }) => (norm <= tolerance ? 1 : 0)),
    same: mean(({ energy }, n) => (Math.abs(energy - fine[n]!.energy) <= 1e-6 * Math.max(1, Math.abs(energy)) ? 1 : 0)),
  };
}

/** The rows as a markdown table. */
export function trialTable(rows: readonly TrialRow[]): string {
  const lines = rows.map(({ name, method, counts, rested, same }) => {
    const cells = [name, method, ...counts, counts.reduce((sum, count) => sum + count, 0)];
    return `| ${[...cells, `${Math.round(100 * rested)} %`, `${Math.round(100 * same)} %`].join(' | ')} |`;
  });
  const head = '| memory | way | fields | products | energies | sum | at rest | same rest |';
  return [head, '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |', ...lines].join('\n');
}
