import { expect, test } from 'vitest';
import { denseSection, graphSection, medianOf } from './command.ts';
import { denseTrial } from './dense-trial.ts';
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

test('a dense memory is measured to its first field', async () => {
  const trial = await denseTrial(70);
  expect(trial.neurons).toBe(70);
  for (const name of ['engine', 'write', 'first', 'field', 'megabytes'] as const) {
    expect(trial[name]).toBeGreaterThanOrEqual(0);
  }
  const { rows } = denseSection([{ neurons: 70, engine: 1, write: 2, first: 3, field: 4, megabytes: 50 }]);
  expect(rows).toEqual([['70', '4900', '1.00 ms', '2.00 ms', '3.00 ms', '4.00 ms', '6.00 ms', '50 MB']]);
});
