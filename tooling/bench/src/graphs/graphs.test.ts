import { expect, test } from 'vitest';
import { graphSection, medianOf } from './command.ts';
import { graphTrial } from './trial.ts';

test('a trial measures every figure, and the table shows the median of each', async () => {
  const trial = await graphTrial(60);
  expect(trial).toMatchObject({ neurons: 60, edges: 1500 });
  for (const name of ['graph', 'engine', 'first', 'field', 'megabytes'] as const) {
    expect(trial[name]).toBeGreaterThanOrEqual(0);
  }
  const median = medianOf([
    { ...trial, graph: 3, megabytes: 10 },
    { ...trial, graph: 1, megabytes: 30 },
    { ...trial, graph: 2, megabytes: 20 },
  ]);
  expect(median).toEqual({ ...trial, graph: 2, megabytes: 20 });
  const [row] = graphSection([{ ...median, engine: 4, first: 5, field: 6 }], []).rows;
  expect(row).toEqual(['60', '1500', '2.00 ms', '4.00 ms', '5.00 ms', '6.00 ms', '4000.0 ns', '20 MB']);
});
