import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Cell,
  type CellResult,
  cellSchema,
  dataNames,
  effectsOf,
  identifyCell,
  type Study,
  type StudyOutcomes,
  selectCells,
  studyCells,
  studyOf,
  studyProfiles,
} from '@hkmem/experiments';
import { goalsTable, percentOver, sectionTable } from '@hkmem/sweep';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { describe, expect, test } from 'vitest';
import { writeReport } from './report/write-report.ts';

const standard = studyOf('standard', 'mnist');

function resultOf(cell: Cell, accuracy: number): CellResult {
  return {
    ...identifyCell(cell),
    version: '0.0.0',
    cell,
    numbers: {
      accuracy,
      count: 10000,
      ...(cell.kind !== 'base' && { unedited: 0.75, untouched: 0.97, uneditedUntouched: 0.98 }),
      ...(cell.kind === 'sequence' && {
        steps: [{ digits: [0, 1], accuracy, unedited: 0.76, perClass: [0.9, 0.95] }],
      }),
      ...(cell.kind === 'edit' && {
        correction: [
          {
            stimulus: '0',
            answer: 1,
            rank: 894,
            singularValues: [3, 2, 1],
            shareOfFirst: 0.5,
            orderBefore: 0.1,
            orderAfter: 0.2,
            outsidePlane: 0,
          },
        ],
      }),
      finer: { images: 10, accuracy, finerAccuracy: accuracy, sameAnswers: 1, energyRise: 0, energyAllowance: 1e-6 },
      ...(cell.beyond && { beyond: { images: 10, accuracy: { 1: 0.9, 2: 0.5, 5: null } } }),
      trainedParameters: 1000,
      updates: 100,
    },
    cost: {
      trainingSeconds: 60,
      evaluationSeconds: 1,
      backend: 'wasm',
      threads: 1,
      machine: 'a machine',
      finished: '2026-01-02T03:04:05.000Z',
    },
  };
}

/** Every cell finished, D and k each worth one point. */
function outcomesOf(study: Study): StudyOutcomes {
  const results = studyCells(study).map(({ cell }) => {
    const points =
      cell.kind === 'edit'
        ? (cell.config.oscillators.dimension === 6 ? 1 : 0) + (cell.config.graph.neighbours === 150 ? 1 : 0)
        : 0;
    return resultOf(cell, 0.9 + points / 100 + cell.config.seed / 1000);
  });
  return { results: new Map(results.map((result) => [result.id, result])), errors: new Map() };
}

describe('a study', () => {
  test.for(studyProfiles.flatMap((profile) => dataNames.map((data) => [profile, data] as const)))(
    '%s on %s: names are unique, every cell passes the schema',
    ([profile, data]) => {
      const cells = studyCells(studyOf(profile, data));
      expect(cells.length).toBeGreaterThan(0);
      expect(new Set(cells.map(({ name }) => name)).size).toBe(cells.length);
      for (const { cell } of cells) expect(cellSchema.parse(JSON.parse(JSON.stringify(cell)))).toEqual(cell);
    },
  );

  test('standard has both columns of the whole grid, and two seeds of additive edits but D = 4 at k = 150', () => {
    const names = studyCells(standard).map(({ name }) => name);
    const edits = names.filter((name) => name.startsWith('edits/'));
    expect(edits.filter((name) => name.includes('/described/'))).toHaveLength(4 * 2 * 2 * 2);
    expect(edits.filter((name) => name.includes('/additive/') && name.includes('/works/'))).toHaveLength(
      4 * (3 * 2 + 1),
    );
    expect(edits.filter((name) => name.includes('/multiplicative/') && name.includes('/works/'))).toHaveLength(16);
  });

  test('a number of seeds that is asked for is that of memories and edits', () => {
    const names = studyCells(studyOf('standard', 'mnist', 5)).map(({ name }) => name);
    expect(names.filter((name) => name.startsWith('base/works/'))).toHaveLength(5);
    expect(names.filter((name) => name.startsWith('edits/swap/additive/D6/k50/works/'))).toHaveLength(5);
  });

  test('a cell that several sections compare is run once', () => {
    const idOf = (wanted: string): string => {
      const { cell } = studyCells(standard).find(({ name }) => name === wanted)!;
      return identifyCell(cell).id;
    };
    for (const [task, k] of [
      ['conflation', 150],
      ['associative-swap', 50],
    ]) {
      const grid = idOf(`edits/${task}/additive/D6/k${k}/works/seed1`);
      expect(idOf(`longer/${task}/x1/seed1`)).toBe(grid);
      expect(idOf(`longer/${task}/x4/seed1`)).not.toBe(grid);
      const compared = idOf(`edits/${task}/additive/D6/k150/works/seed1`);
      expect(idOf(`baselines/${task}/oscillators/seed1`)).toBe(compared);
    }
    expect(idOf('dimension/reference/D6/seed1')).toBe(idOf('edits/associative-swap/additive/D6/k50/works/seed1'));
  });

  test('couplings of the grid are stronger where neurons have fewer neighbours', () => {
    const alphaOf = (name: string): unknown => {
      const { cell } = studyCells(standard).find((each) => each.name === `edits/${name}/works/seed1`)!;
      return cell.kind === 'edit' ? cell.config.coupling.alpha : undefined;
    };
    expect(alphaOf('swap/additive/D6/k150')).toBe(-0.12);
    expect(alphaOf('swap/additive/D6/k50')).toBe(-0.36);
    expect(alphaOf('associative-swap/additive/D4/k50')).toBe(-0.3);
    expect(alphaOf('swap/multiplicative/D6/k150')).toBe(3);
    expect(alphaOf('swap/multiplicative/D6/k50')).toBe(6);
  });

  test('cells are selected by beginnings of names, with stars', () => {
    const names = (...patterns: string[]): string[] =>
      studyCells(selectCells(standard, patterns)).map(({ name }) => name);
    expect(names('base/works')).toEqual(['base/works/seed1', 'base/works/seed2', 'base/works/seed3']);
    expect(names('edits/*/additive/D6/k150/works/seed1')).toHaveLength(4);
    expect(names('sequence', 'edits/swap/additive/D4/k50/described')).toHaveLength(2);
    expect(names('edits/sw')).toEqual([]);
    expect(names('edits.swap')).toEqual([]);
  });
});

describe('tables', () => {
  test('of several seeds show mean and range', () => {
    expect(percentOver([])).toBe('-');
    expect(percentOver([0.97213])).toBe('97.21');
    expect(percentOver([0.96, 0.97, 0.98])).toBe('97.00 (96.00 to 98.00)');
  });

  test('have a dash where a cell is not finished', () => {
    const [base] = standard.sections;
    const [first] = studyCells({ ...standard, sections: [base!] });
    const results = new Map([[identifyCell(first!.cell).id, resultOf(first!.cell, 0.97)]]);
    const table = sectionTable(base!, { results, errors: new Map() });
    const at = table.columns.indexOf('accuracy %');
    expect(table.rows.map((row) => row[at])).toEqual(['97.00', ...base!.rows.slice(1).map(() => '-')]);
  });

  test('show what is read after the time that was trained for, where the flow came so far', () => {
    const lasting = standard.sections.find(({ id }) => id === 'lasting')!;
    const table = sectionTable(lasting, outcomesOf({ ...standard, sections: [lasting] }));
    const at = (time: number): string[] =>
      table.rows.map((row) => row[table.columns.indexOf(`read at t = ${time} %`)]!);
    expect(at(1)).toEqual(Array(5).fill('90.00'));
    expect(at(2)).toEqual(Array(5).fill('50.00'));
    expect(table.columns).not.toContain('read at t = 5 %');
  });

  test('of effects compare cells that differ in one setting alone', () => {
    const edits = standard.sections.find(({ id }) => id === 'edits')!;
    const { results } = outcomesOf({ ...standard, sections: [edits] });
    const works = edits.rows.flatMap((row) => row.works.map(({ cell }) => results.get(identifyCell(cell).id)!));
    for (const factor of ['D', 'k'] as const) {
      const effects = effectsOf(factor, works);
      expect(effects).toHaveLength(4 * 2);
      for (const { points, coupling } of effects) {
        // Of two seeds at one value of the other factor, of one at the other.
        expect(points).toHaveLength(coupling === 'additive' ? 2 + 1 : 2);
        // 0.91 - 0.9 in float64.
        for (const value of points) expect(Math.abs(value - 1)).toBeLessThan(1e-10);
      }
    }
  });
});

describe('goals', () => {
  const base = selectCells(standard, ['base']);
  const cells = studyCells(base);
  const goalsOf = (accuracy: (name: string) => number): readonly (readonly string[])[] => {
    const results = new Map(cells.map(({ name, cell }) => [identifyCell(cell).id, resultOf(cell, accuracy(name))]));
    return goalsTable(base, { results, errors: new Map() }).rows;
  };

  test('take the best row by its mean over seeds and say by how much it misses', () => {
    // The best single seed is of a row whose mean is lower.
    const best = goalsOf((name) => (name === 'base/works/seed2' ? 0.99 : name === 'base/long/seed1' ? 0.975 : 0.96));
    const long = base.sections[0]!.rows.find(({ works }) => works[0]!.name === 'base/long/seed1')!;
    expect(best).toEqual([
      ['base memory', '97.2', "the paper's", long.labels.join(', '), '10000', '97.50', ''],
      ['base memory', '98', 'beyond it', long.labels.join(', '), '10000', '97.50', '0.50'],
    ]);
  });

  test('are left out where nothing is finished', () => {
    expect(goalsTable(standard, { results: new Map(), errors: new Map() }).rows).toEqual([]);
    expect(goalsTable(studyOf('standard', 'fashion'), outcomesOf(studyOf('standard', 'fashion'))).rows).toEqual([]);
  });
});

describe('a report', () => {
  const report = { command: 'the command', time: new Date('2026-01-02T03:04:05Z') };

  test('has every section, its figures, and every cell in the CSV', async () => {
    const folder = temporaryFolder();
    await writeReport(folder, { ...report, study: standard, outcomes: outcomesOf(standard) });
    const text = readFileSync(join(folder, 'README.md'), 'utf8');
    for (const { title } of standard.sections) expect(text).toContain(`## ${title}`);
    expect(text).toContain('the command');
    expect(text).not.toContain('no result yet');
    const drawn = [...text.matchAll(/\]\((figures\/[^)]+\.svg)\)/g)].map(([, file]) => file!);
    expect(drawn.length).toBeGreaterThan(5);
    for (const file of drawn) {
      expect(readFileSync(join(folder, file), 'utf8')).toMatch(/^<svg .*<\/svg>$/s);
      expect(
        readFileSync(join(folder, file.replace('.svg', '.png')))
          .subarray(1, 4)
          .toString(),
      ).toBe('PNG');
    }
    const lines = readFileSync(join(folder, 'cells.csv'), 'utf8').trim().split('\n');
    expect(lines).toHaveLength(1 + studyCells(standard).length);
    const configurations = JSON.parse(readFileSync(join(folder, 'configurations.json'), 'utf8'));
    expect(Object.keys(configurations)).toEqual(studyCells(standard).map(({ name }) => name));
  });

  test('of an unfinished study says what is missing and which cells failed', async () => {
    const folder = temporaryFolder();
    const study = selectCells(standard, ['base']);
    const [{ cell }] = studyCells(study) as readonly [{ readonly cell: Cell }, ...unknown[]];
    const outcomes = { results: new Map(), errors: new Map([[identifyCell(cell).id, 'it blew up']]) };
    await writeReport(folder, { ...report, study, outcomes });
    const text = readFileSync(join(folder, 'README.md'), 'utf8');
    expect(text).toContain(`${studyCells(study).length} of ${studyCells(study).length} cells have no result yet`);
    expect(text).toContain('`base/works/seed1`: it blew up');
    expect(readFileSync(join(folder, 'cells.csv'), 'utf8')).toContain('it blew up');
  });
});
