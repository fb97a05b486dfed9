import type { DamageEvaluation } from '@hkmem/training';
import { spread } from '../../tables/ranges.ts';
import { percent, type Table } from '../../tables/table.ts';

/** A row for each damage. */
export function damageTable(seeds: readonly (readonly DamageEvaluation[])[]): Table {
  const [first] = seeds;
  const times = first![0]!.moments.map(({ t }) => `T = ${t}`);
  return {
    columns: [
      'damage',
      ...times,
      'at rest, %',
      'rest by T = 50',
      'rest found',
      'changed',
      'energy',
      'cue',
      'restored',
      'correlation',
    ],
    rows: first!.map(({ damage }, n) => {
      const of = (value: (found: DamageEvaluation) => number, form: (value: number) => string): string =>
        spread(
          seeds.map((each) => value(each[n]!)),
          form,
        );
      const places = (value: number): string => value.toFixed(3);
      return [
        damage,
        ...times.map((_, k) => of((found) => found.moments[k]!.accuracy, percent)),
        of((found) => found.rest.accuracy, percent),
        of((found) => found.rest.inTime, percent),
        of((found) => found.rest.atRest, percent),
        of((found) => found.rest.changed, percent),
        of(
          (found) => found.rest.energy,
          (value) => value.toFixed(1),
        ),
        of((found) => found.cue.rms, places),
        of((found) => found.rest.pixels.rms, places),
        of((found) => found.rest.pixels.correlation, places),
      ];
    }),
  };
}
