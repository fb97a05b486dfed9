import type { DamageEvaluation } from '@hkmem/training';
import { spread } from '../../tables/ranges.ts';
import { percent, type Table } from '../../tables/table.ts';
import type { EditedTask } from '../rest-edits.ts';

/** A row for each model and damage. */
export function editTable(edits: readonly EditedTask[]): Table {
  const [first] = edits[0]!.rows;
  const times = first!.evaluation.damages[0]!.moments.map(({ t }) => `T = ${t}`);
  return {
    columns: ['task', 'model', 'damage', ...times, 'at rest, %', 'came to rest', 'changed', 'processor seconds'],
    rows: edits.flatMap(({ task, rows }) =>
      rows.flatMap(({ model, evaluation, processorSeconds }) =>
        evaluation.damages.map(({ damage, moments, rest }) => [
          task,
          model,
          damage,
          ...moments.map(({ accuracy }) => percent(accuracy)),
          percent(rest.accuracy),
          percent(rest.atRest),
          percent(rest.changed),
          processorSeconds === undefined ? '-' : processorSeconds.toFixed(0),
        ]),
      ),
    ),
  };
}

/** A row for each damage. */
export function damageTable(seeds: readonly (readonly DamageEvaluation[])[]): Table {
  const [first] = seeds;
  const times = first![0]!.moments.map(({ t }) => `T = ${t}`);
  return {
    columns: ['damage', ...times, 'at rest, %', 'came to rest', 'changed', 'energy', 'cue', 'restored', 'correlation'],
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
