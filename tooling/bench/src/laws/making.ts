import type { SystemSpec } from '@hkmem/backend';
import { ring } from '@hkmem/coupling';
import { hopfield, hopfieldKuramoto, initialParameters, kuramoto } from '@hkmem/dynamics';
import { couplingLaw, lagrangian, pairLaw } from '@hkmem/laws';
import { type Summary, summarise } from '../measure/statistics.ts';
import { key } from '../problem/systems.ts';
import { processorTime } from './comparison.ts';
import type { Maker } from './subjects.ts';

/** Milliseconds of processor time that making laws and engines takes. */
export interface MakingRow {
  readonly title: string;
  readonly time: Summary;
}

/** Laws whose formulas are new at every call: a number in them differs. */
const makers = {
  'a Lagrangian': (n: number) => lagrangian(`softplus(b * x) / b + ${n} * x^2 / 2`, { b: 'layer' }),
  'an interaction': (n: number) => pairLaw(`P * r + Q * softplus(b * r + ${n})`, { P: 'edge', Q: 'edge', b: 'one' }),
  'a coupling': (n: number) => couplingLaw(`-w * r * tanh(b * gi * gj) - ${n} * r * gi * gj`, { w: 'edge', b: 'one' }),
} as const;

/** What it takes to make a law, the same one again, and the module and engine of a law that nothing has seen before. */
export function makingRows(make: Maker, rounds: number): readonly MakingRow[] {
  const rows: MakingRow[] = [];
  let next = 0;
  const time = (title: string, work: (n: number) => unknown): void => {
    const samples: number[] = [];
    for (let round = -3; round < rounds; round++) {
      const n = ++next / 1024;
      const start = processorTime();
      work(n);
      if (round >= 0) samples.push(processorTime() - start);
    }
    rows.push({ title, time: summarise(samples) });
  };
  for (const [what, of] of Object.entries(makers)) time(`${what}: read, differentiated, checked`, of);
  time('all three again', () => Object.values(makers).map((of) => of(1)));
  const graph = ring({ neurons: 16 });
  const engineOf = (spec: SystemSpec): void => {
    make({ spec, parameters: initialParameters(spec, key) }, 1, []).engine.dispose();
  };
  const oscillators = { dimension: 3, graph } as const;
  time('a Lagrangian, its module and an engine of 16 neurons', (n) => {
    engineOf(hopfield(16, { activation: makers['a Lagrangian'](n) }));
  });
  time('an interaction, its module and an engine', (n) => {
    engineOf(kuramoto(16, { ...oscillators, interaction: makers['an interaction'](n) }));
  });
  time('a coupling, its module and an engine', (n) => {
    engineOf(hopfieldKuramoto(16, { activation: 'relu' }, oscillators, { kind: makers['a coupling'](n), graph }));
  });
  return rows;
}
