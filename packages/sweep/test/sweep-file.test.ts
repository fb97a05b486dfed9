import { type Cell, identifyCell, settingAt } from '@hkmem/experiments';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expandSweep } from '../src/file/expand.ts';
import { parseSweepFile } from '../src/file/sweep-file.ts';
import { varyingPaths } from '../src/results/cell-settings.ts';
import { sweepId } from '../src/results/sweep-identity.ts';

function expand(file: object, limit?: number): readonly Cell[] {
  return expandSweep('study.yaml', parseSweepFile('study.yaml', { data: 'glyphs', ...file }), limit);
}

const values = (cells: readonly Cell[], path: string): unknown[] => cells.map(({ config }) => settingAt(config, path));

describe('expansion', () => {
  test('of lists, ranges and log ranges is every combination', () => {
    const cells = expand({
      tasks: ['swap', 'conflation'],
      grid: {
        seed: [1, 2],
        'oscillators.dimension': { range: { from: 2, to: 6, step: 2 } },
        'edit.optimiser.rate': { logRange: { from: 1e-4, to: 1e-2, count: 3 } },
      },
    });
    expect(cells).toHaveLength(2 * 2 * 3 * 3);
    expect(new Set(values(cells, 'oscillators.dimension'))).toEqual(new Set([2, 4, 6]));
    expect(new Set(values(cells, 'optimiser.rate'))).toEqual(new Set([1e-4, 1e-3, 1e-2]));
    // The base memory has the seed of its edit, and its own rate.
    expect(values(cells, 'base.seed')).toEqual(values(cells, 'seed'));
    expect(new Set(values(cells, 'base.optimiser.rate')).size).toBe(1);
  });

  test('holds both ends of a range, and 0.3 is 0.3', () => {
    const grid = { 'coupling.alpha': { range: { from: -0.1, to: 0.5, step: 0.1 } } };
    expect(values(expand({ grid }), 'coupling.alpha')).toEqual([-0.1, 0, 0.1, 0.2, 0.3, 0.4, 0.5]);
  });

  test('merges duplicates: a base of two edits is one cell', () => {
    const grid = { 'graph.neighbours': [4, 6, 4] };
    const cells = expand({ tasks: ['base', 'swap'], grid });
    expect(cells.map(({ kind }) => kind)).toEqual(['base', 'edit', 'edit']);
  });

  test('does not depend on the order of keys; every value does', () => {
    const sizes = fc.record({
      seeds: fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 4 }),
      dimensions: fc.uniqueArray(fc.integer({ min: 2, max: 8 }), { minLength: 1, maxLength: 4 }),
      rates: fc.uniqueArray(fc.double({ min: 1e-5, max: 1e-1, noNaN: true }), { minLength: 1, maxLength: 3 }),
    });
    fc.assert(
      fc.property(sizes, ({ seeds, dimensions, rates }) => {
        const axes = { seed: seeds, 'oscillators.dimension': dimensions, 'edit.optimiser.rate': rates };
        const cells = expand({ grid: axes });
        const back = expand({ grid: Object.fromEntries(Object.entries(axes).reverse()) });
        expect(cells).toHaveLength(seeds.length * dimensions.length * rates.length);
        const ids = cells.map((cell) => identifyCell(cell).id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(back.map((cell) => identifyCell(cell).id).sort()).toEqual([...ids].sort());
        expect(sweepId(back)).toBe(sweepId(cells));
        const varying = varyingPaths(cells);
        for (const [path, list] of [
          ['oscillators.dimension', dimensions],
          ['optimiser.rate', rates],
        ] as const) {
          expect(varying.includes(path)).toBe(list.length > 1);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('samples lie in their bounds and do not change when there are more of them or of their settings', () => {
    const sample = fc.record({ seed: fc.integer({ min: 0, max: 1e6 }), count: fc.integer({ min: 1, max: 12 }) });
    fc.assert(
      fc.property(sample, ({ seed, count }) => {
        const rates = { 'edit.optimiser.rate': { logUniform: { from: 1e-4, to: 1e-2 } } };
        const few = expand({ grid: { sample: { seed, count, ...rates } } });
        const dimension = { 'oscillators.dimension': { integer: { from: 2, to: 5 } } };
        const alpha = { 'coupling.alpha': { uniform: { from: -1, to: 1 } } };
        const kind = { 'oscillators.interaction': { choice: ['relu', 'linear'] } };
        const many = expand({
          grid: { sample: { seed, count: count + 3, ...dimension, ...rates, ...alpha, ...kind } },
        });
        expect(values(many, 'optimiser.rate').slice(0, count)).toEqual(values(few, 'optimiser.rate'));
        for (const rate of values(many, 'optimiser.rate')) {
          expect(rate).toBeGreaterThanOrEqual(1e-4);
          expect(rate).toBeLessThanOrEqual(1e-2);
        }
        for (const size of values(many, 'oscillators.dimension')) expect([2, 3, 4, 5]).toContain(size);
        for (const value of values(many, 'coupling.alpha')) expect(Math.abs(value as number)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 30 },
    );
  });

  test('takes the defaults of the coupling that a point names', () => {
    const cells = expand({ grid: { 'coupling.kind': ['additive', 'multiplicative'] } });
    // The recipe of the drawn digits starts multiplicative couplings at 1, additive ones below 0.
    expect(values(cells, 'coupling.alpha')).toEqual([-0.2, 1]);
  });
});

describe('a sweep file is refused', () => {
  test.for<[object, RegExp]>([
    [{ grid: { 'oscillator.dimension': [2] } }, /study.yaml: grid.oscillator.dimension: .*did you mean 'oscillators'/],
    [{ grid: { 'oscillators.dimention': [2] } }, /unknown setting 'oscillators.dimention': did you mean 'dimension'/],
    [{ grid: { 'oscillators.dimension': [1] } }, /oscillators.dimension: .*>=2.*got 1/],
    [{ grid: { 'optimiser.rate': [1] } }, /write base.optimiser.rate or edit.optimiser.rate/],
    [{ grid: { seed: 3 } }, /grid.seed: should be a list, a range or a logRange \(got 3\); for one value write \[3\]/],
    [{ grid: { seed: [] } }, /grid.seed: the list is empty/],
    [{ grid: { seed: { range: { from: 1, to: 3 } } } }, /grid.seed: range: give step or count/],
    [{ grid: { seed: { range: { from: 3, to: 1, step: 1 } } } }, /from should not be above to/],
    [{ grid: { seed: { rnge: {} } } }, /did you mean 'range'/],
    [{ grid: { sample: { count: 2, seed: 1 } } }, /grid.sample: names no setting/],
    [{ grid: { sample: { count: 2, seed: 1, seeds: { uniform: { from: 0, to: 1 } } } } }, /did you mean 'seed'/],
    [{ grid: { sample: { count: 2, seed: { normal: {} } } } }, /grid.sample: seed: .*number/],
    [{ tasks: ['base'], grid: { 'graph.neighbours': [4] } }, /concerns edits, and tasks holds none/],
    [{ tasks: ['swop'] }, /tasks.0.*swap/],
    [{ grid: { 'edits.conflation.updates': [4] } }, /concerns a task that is not among tasks: swap/],
    [{ edit: { base: 'x' } }, /edit \(swap\).base: not allowed here/],
    [{ base: { memory: { hidden: -1 } } }, /settings of base: memory.hidden/],
    [{ grids: {} }, /unknown setting 'grids': did you mean 'grid'/],
    [{ data: 'mnst' }, /data: .*glyphs/],
  ])('%j', ([file, message]) => {
    expect(() => expand(file)).toThrow(message);
  });

  test('of more cells than the limit, before they are made', () => {
    const many = { range: { from: 1, to: 1e9, step: 1 } };
    expect(() => expand({ grid: { seed: many } })).toThrow(/gives 1000000000 values, the limit is 1000; raise it/);
    const grid = { seed: { range: { from: 1, to: 500, step: 1 } }, 'graph.neighbours': [4, 6, 8] };
    expect(() => expand({ grid })).toThrow(/1500 cells, the limit is 1000; raise it or leave some out/);
    expect(expand({ grid }, 1500)).toHaveLength(1500);
  });
});
