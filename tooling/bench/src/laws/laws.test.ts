import { interactionLaws } from '@hkmem/laws';
import { expect, test } from 'vitest';
import { compared } from './comparison.ts';
import { makingRows } from './making.ts';
import { lawSections } from './report.ts';
import { builtInWorks, ownLaws, ownWorks } from './rows.ts';
import { makerOf } from './subjects.ts';

const sizes = { neurons: 24, batch: 4, dimension: 3, neighbours: 4 };

test("a user's laws do the arithmetic of the built-in ones, and nothing takes them for those", async () => {
  const make = await makerOf(1);
  expect(ownLaws.interaction.identity).not.toBe(interactionLaws.relu.identity);
  const [own, builtIn] = [ownWorks(sizes), builtInWorks(sizes)];
  expect(own.map(({ title }) => title)).toEqual(builtIn.map(({ title }) => title));
  const names: Readonly<Record<string, string>> = { A: 'P', B: 'Q', alpha: 'k' };
  for (const [n, work] of own.entries()) {
    const { spec, parameters } = work.problem;
    const renamed = Object.fromEntries(
      Object.entries(builtIn[n]!.problem.parameters).map(([path, values]) => {
        const [, stem, name] = /^(.*\.)(\w+)$/.exec(path)!;
        return [spec.oscillators !== undefined && names[name!] !== undefined ? `${stem}${names[name!]}` : path, values];
      }),
    );
    expect(Object.keys(renamed).sort()).toEqual(Object.keys(parameters).sort());
    const benches = [
      make({ spec, parameters: renamed }, sizes.batch, work.trainable),
      make(builtIn[n]!.problem, sizes.batch, builtIn[n]!.trainable),
    ];
    benches.forEach((bench, side) => {
      [own, builtIn][side]![n]!.run(bench);
    });
    const [a, b] = await Promise.all(benches.map(({ engine, out }) => engine.readState(out)));
    const [x, y] = [Array.from(a!.s ?? a!.x!), Array.from(b!.s ?? b!.x!)];
    // The same sums in another order of float32 operations.
    expect(Math.max(...x.map((value, k) => Math.abs(value - y[k]!)))).toBeLessThan(
      1e-5 * Math.max(1, ...y.map(Math.abs)),
    );
    for (const { engine } of benches) engine.dispose();
  }
});

test('rows and tables come out, with what misses its goal told apart', async () => {
  const make = await makerOf(1);
  const works = builtInWorks(sizes).slice(0, 1);
  const rows = await compared({ make, works }, { make, works }, { batch: 4, rounds: 3, warmUp: 1, leastSample: 1 });
  expect(rows).toEqual([
    {
      title: 'Hopfield: field',
      times: [expect.any(Number), expect.any(Number)],
      ratio: expect.objectContaining({ count: 3 }),
    },
  ]);
  const making = makingRows(make, 1);
  expect(making.map(({ time }) => time.count)).toEqual(making.map(() => 1));
  const ways = ['a', 'b'] as const;
  const summary = { count: 1, median: 1.2, lower: 1, upper: 1.3, least: 1 };
  const part = { title: 'part', ways, goal: 1.15, rows: [{ title: 'work', times: [2, 1] as const, ratio: summary }] };
  const [first, made] = lawSections([part], making, ['how']);
  expect(first).toMatchObject({
    lines: ['how'],
    rows: [['work', '2.00 ms', '1.00 ms', '1.200', '1.000 to 1.300', 'missed']],
  });
  expect(made!.rows).toHaveLength(making.length);
});
