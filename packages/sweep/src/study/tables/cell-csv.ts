import { identifyCell, numberAt, type Study, type StudyOutcomes, studyCells } from '@hkmem/experiments';
import { csvTable } from '../../tables/table.ts';

const paths = [
  'accuracy',
  'unedited',
  'untouched',
  'uneditedUntouched',
  'loss',
  'count',
  'finer.images',
  'finer.accuracy',
  'finer.finerAccuracy',
  'finer.sameAnswers',
  'finer.energyRise',
  'finer.energyAllowance',
  'evaluationsPerBatch',
  'trainedParameters',
  'updates',
] as const;

/** Every cell of a study as a line of CSV, numbers in full; cells without a result keep their error. */
export function cellCsv(study: Study, { results, errors }: StudyOutcomes): string {
  const rows = studyCells(study).map(({ name, cell }) => {
    const { id } = identifyCell(cell);
    const result = results.get(id);
    const numbers = paths.map((path) => (result === undefined ? '' : String(numberAt(result, path) ?? '')));
    const { cost, version } = result ?? {};
    const how = [cost?.trainingSeconds, cost?.evaluationSeconds, version, cost?.backend].map((value) =>
      String(value ?? ''),
    );
    return [name, id, String(cell.config.seed), ...numbers, ...how, errors.get(id) ?? ''];
  });
  return csvTable({
    columns: ['cell', 'id', 'seed', ...paths, 'trainingSeconds', 'evaluationSeconds', 'version', 'backend', 'error'],
    rows,
  });
}
