import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import {
  type BaseConfig,
  type Cell,
  type CellResult,
  cellSchema,
  type EditConfig,
  type ExecutionConfig,
  identifyCell,
  type ModelConfig,
  neededCells,
  type TrainingConfig,
  type TuneConfig,
  type Untrained,
} from '@hkmem/experiments';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { describe, expect, test } from 'vitest';
import { readCellResult, resultFile } from '../src/cells/result-file.ts';
import { runCell } from '../src/cells/run-cell.ts';
import { DamagedResultError } from '../src/errors.ts';
import { withSession } from '../src/session/session.ts';

const training: TrainingConfig = {
  flow: { solver: 'rk4', steps: 2, until: 1, jitter: 0.5 },
  optimiser: { kind: 'lion', rate: 3e-3, schedule: 'linear', weightDecay: 0 },
  batch: 8,
  updates: 20,
};
const common = { data: 'glyphs', seed: 1 } as const;
const memory = { activation: 'relu', hidden: 4 } as const;
const base: BaseConfig = { task: 'base', ...common, memory, ...training };
const graph = { kind: 'small-world', neighbours: 4, rewiring: 0.5, count: 'one' } as const;
const oscillators = { dimension: 3, interaction: 'relu', omega: 'none' } as const;
const coupling = { kind: 'additive', alpha: -0.05, kappaH: 1, kappaK: 1 } as const;
const edit: Untrained<EditConfig> = {
  task: 'swap',
  ...common,
  digits: [0, 1],
  base,
  graph,
  oscillators: { ...oscillators, startNoise: 1 },
  coupling,
  ...training,
  updates: 5,
};
const tune: Untrained<TuneConfig> = {
  task: 'swap',
  method: 'low-rank',
  rank: 2,
  ...common,
  digits: [0, 1],
  base,
  ...training,
};
const model: ModelConfig = {
  task: 'classification',
  model: 'hopfield',
  ...common,
  memory,
  readout: 'threshold',
  ...training,
};
const execution: ExecutionConfig = {
  evaluation: { rtol: 1e-3, atol: 1e-6, images: 20, energy: false, every: 0, everyImages: 1 },
  checkpointEvery: 10,
};
const finer = { rtol: 1e-5, atol: 1e-6, images: 10 };

function run(root: string, cell: Cell): Promise<CellResult> {
  const now = (): Date => new Date('2026-01-02T03:04:05Z');
  return withSession({ backend: 'cpu', workers: 1, now }, (session) => runCell(session, root, cell));
}

const associative = { ...edit, task: 'associative-swap' } as const;
const cells: readonly (readonly [name: string, cell: Cell])[] = [
  ['base', { kind: 'base', config: base, execution, finer }],
  ['edit', { kind: 'edit', config: edit, execution, finer, beyond: { times: [0.5, 2], images: 15 } }],
  ['associative edit', { kind: 'edit', config: associative, execution }],
  ['sequence', { kind: 'sequence', config: edit, later: [[2, 3]], execution }],
  ['low rank', { kind: 'tune', config: tune, execution, finer }],
  ['fine-tune', { kind: 'tune', config: { ...fineTune(), bias: { digits: [0, 1], share: 0.5 } }, execution }],
  ['told', { kind: 'told', config: { ...tune, task: 'associative-swap' }, execution }],
  ['hopfield addition', { kind: 'model', config: { ...model, task: 'addition' }, execution }],
  [
    'kuramoto, by a reference',
    {
      kind: 'model',
      config: { ...model, model: 'kuramoto', graph, oscillators, readout: 'reference', rotations: true },
      execution,
    },
  ],
  [
    'kuramoto addition, by pairs',
    {
      kind: 'model',
      config: { ...model, task: 'addition', model: 'kuramoto', graph, oscillators, readout: 'pairs' },
      execution,
    },
  ],
  ['coupled', { kind: 'model', config: { ...model, model: 'coupled', graph, oscillators, coupling }, execution }],
  [
    'coupled addition',
    {
      kind: 'model',
      config: { ...model, task: 'addition', model: 'coupled', graph, oscillators, coupling },
      execution,
    },
  ],
];

function fineTune(): Untrained<TuneConfig> {
  const { rank: _, ...rest } = tune;
  return { ...rest, method: 'fine-tune' };
}

describe('a cell', () => {
  test.for(cells)('%s: passes the schema, runs, is kept, and gives the same numbers elsewhere', async ([, cell]) => {
    expect(cellSchema.parse(JSON.parse(JSON.stringify(cell)))).toEqual(cell);
    const [here, there] = [temporaryFolder(), temporaryFolder()];
    const result = await run(here, cell);
    expect(result.numbers['accuracy']).toBeGreaterThanOrEqual(0);
    expect(result.numbers['count']).toBe(20);
    expect(JSON.parse(readFileSync(resultFile(here, cell), 'utf8'))).toEqual(JSON.parse(JSON.stringify(result)));
    expect(await readCellResult(here, cell)).toEqual(JSON.parse(JSON.stringify(result)));
    expect((await run(there, cell)).numbers).toEqual(result.numbers);
  });

  test('is judged at other end times over the same first images', async () => {
    const [, cell] = cells[1]!;
    const { numbers } = await run(temporaryFolder(), cell);
    const { images, accuracy } = numbers['beyond'] as { images: number; accuracy: Record<string, number> };
    expect(images).toBe(15);
    expect(Object.keys(accuracy).sort()).toEqual(['0.5', '1', '2']);
    // The share at the time of the training is that of its first images: a whole number of fifteenths, as the others.
    for (const share of Object.values(accuracy)) expect((15 * share) % 1).toBeCloseTo(0, 9);
    const other = await run(temporaryFolder(), {
      ...cell,
      execution: { ...execution, evaluation: { ...execution.evaluation, images: 15 } },
    } as Cell);
    expect(accuracy['1']).toBe(other.numbers['accuracy']);
  });

  test('is known by what decides its numbers, not by how it is gone about', () => {
    const [, cell] = cells[0]!;
    const other = { ...cell, execution: { ...execution, checkpointEvery: 3 } } as Cell;
    expect(identifyCell(other)).toEqual(identifyCell(cell));
    expect(identifyCell({ ...cell, finer: { ...finer, rtol: 1e-6 } }).id).not.toBe(identifyCell(cell).id);
  });

  test('needs its base memory and, if it is told the context, the retrained one', () => {
    expect(neededCells(cells[0]![1])).toEqual([]);
    expect(neededCells(cells[1]![1]).map(({ kind }) => kind)).toEqual(['base']);
    const told = cells.find(([name]) => name === 'told')![1];
    expect(neededCells(told).map(({ kind, config }) => [kind, config.task])).toEqual([
      ['base', 'base'],
      ['tune', 'swap'],
    ]);
  });

  test.for<[string, (result: CellResult) => string]>([
    ['cut short', () => '{"hash": '],
    ['not an object', () => 'null'],
    ['without numbers', (result) => JSON.stringify({ ...result, numbers: null })],
    ['without its cost', ({ cost: _, ...rest }) => JSON.stringify(rest)],
    [
      'of another seed',
      (result) => JSON.stringify({ ...result, cell: { ...result.cell, config: { ...base, seed: 2 } } }),
    ],
  ])('a result %s is told as damaged and kept, and the cell is run again when it is taken away', async ([, write]) => {
    const root = temporaryFolder();
    const [, cell] = cells[0]!;
    const result = await run(root, cell);
    const path = resultFile(root, cell);
    const damaged = write(result);
    writeFileSync(path, damaged);
    await expect(readCellResult(root, cell)).rejects.toThrow(DamagedResultError);
    await expect(run(root, cell)).rejects.toThrow(`'${path}' is damaged: `);
    expect(readFileSync(path, 'utf8')).toBe(damaged);
    rmSync(path);
    expect((await run(root, cell)).numbers).toEqual(result.numbers);
  });

  test.for([
    ['a rank for a fine-tune', { kind: 'tune', config: { ...tune, method: 'fine-tune' }, execution }],
    ['a low rank without one', { kind: 'tune', config: { ...fineTune(), method: 'low-rank' }, execution }],
    ['a kuramoto memory without graph', { kind: 'model', config: { ...model, model: 'kuramoto' }, execution }],
    ['a path in a hash', { kind: 'edit', config: { ...edit, start: '../../etc/passwd' }, execution }],
    ['an unknown field', { kind: 'base', config: { ...base, code: 'x' }, execution }],
  ] as const)('%s is refused', ([, cell]) => {
    expect(cellSchema.safeParse(cell).success).toBe(false);
  });
});
