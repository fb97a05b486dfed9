import type { DamageEvaluation } from '@hkmem/training';
import { spread } from '../../tables/ranges.ts';
import { percent, type Table } from '../../tables/table.ts';
import type { EditedTask } from '../rest-edits.ts';

/** A row for each model and damage. */
export function editTable(edits: readonly EditedTask[]): Table {
  const [{ rows: models, digits }] = edits as [EditedTask];
  const times = models[0]!.evaluations[0]!.damages[0]!.moments.map(({ t }) => `T = ${t}`);
  const [edited, others] = [`digits ${digits.join(', ')}`, 'others'];
  return {
    columns: [
      'task',
      'model',
      'damage',
      ...times,
      'at rest, %',
      edited,
      others,
      'in time',
      'rest found',
      'changed',
      'processor seconds',
    ],
    rows: edits.flatMap(({ task, digits, rows }) =>
      rows.flatMap(({ model, evaluations, processorSeconds }) =>
        evaluations[0]!.damages.map(({ damage }, n) => {
          const of = (value: (found: DamageEvaluation) => number): string =>
            spread(
              evaluations.map((each) => value(each.damages[n]!)),
              percent,
            );
          return [
            task,
            model,
            damage,
            ...times.map((_, k) => of((found) => found.moments[k]!.accuracy)),
            of(({ rest }) => rest.accuracy),
            of(({ rest }) => shareRight(rest.classes, (digit) => digits.includes(digit))),
            of(({ rest }) => shareRight(rest.classes, (digit) => !digits.includes(digit))),
            of(({ rest }) => rest.inTime),
            of(({ rest }) => rest.atRest),
            of(({ rest }) => rest.changed),
            processorSeconds === undefined ? '-' : spread(processorSeconds, (value) => value.toFixed(0)),
          ];
        }),
      ),
    ),
  };
}

/** Of the images of some classes, the share that is answered right; NaN without any. */
function shareRight(classes: DamageEvaluation['rest']['classes'], chosen: (digit: number) => boolean): number {
  const kept = classes.filter((_, digit) => chosen(digit));
  const [right, count] = [kept.map((each) => each.right), kept.map((each) => each.count)].map((numbers) =>
    numbers.reduce((sum, number) => sum + number, 0),
  );
  return right! / count!;
}
