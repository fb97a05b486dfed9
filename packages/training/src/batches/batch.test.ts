import { NonFiniteError, ShapeError, type SystemSpec, ValueError } from '@hkmem/backend';
import { kuramoto } from '@hkmem/dynamics';
import { expect, test } from 'vitest';
import { coupledSpec, engineOf, hopfieldSpec, neurons } from '../../test/glyph-memory.ts';
import { firstOf, type Samples, writeBatch } from './batch.ts';

const graph = coupledSpec.oscillators!.graph;
const plainKuramoto = kuramoto(neurons, { dimension: 3, graph });
const x = new Float32Array(2 * neurons).map((_, k) => k);
const s = new Float32Array(2 * neurons * 3).map((_, k) => (k % 3 === 0 ? 1 : 0));
const labels = Uint8Array.of(1, 2);

async function write(spec: SystemSpec, samples: Samples): Promise<{ x?: number[]; s?: number[] }> {
  const engine = await engineOf(spec);
  const state = engine.createState(2);
  writeBatch(engine, state, samples);
  const written = await engine.readState(state);
  return { ...(written.x && { x: Array.from(written.x) }), ...(written.s && { s: Array.from(written.s) }) };
}

test('a batch is written as it is', async () => {
  expect(await write(hopfieldSpec, { x, labels, batch: 2 })).toEqual({ x: Array.from(x) });
  expect(await write(plainKuramoto, { s, labels, batch: 2 })).toEqual({ s: Array.from(s) });
  expect(await write(coupledSpec, { x, s, labels, batch: 2 })).toEqual({ x: Array.from(x), s: Array.from(s) });
});

test('without s every sample starts at the learned start, normalised', async () => {
  const start = await (await engineOf(coupledSpec)).readParameter('start.s');
  const unit = Array.from(start, (value, k) => {
    const row = 3 * Math.floor(k / 3);
    return value / Math.hypot(...start.subarray(row, row + 3));
  });
  const written = await write(coupledSpec, { x, labels, batch: 2 });
  // Norms of three numbers by two formulas: a few roundings.
  for (const [k, value] of [...unit, ...unit].entries()) expect(Math.abs(written.s![k]! - value)).toBeLessThan(1e-15);
});

test.for<readonly [string, SystemSpec, Samples, RegExp, typeof ValueError | typeof ShapeError | typeof NonFiniteError]>(
  [
    ['another size', hopfieldSpec, { x, labels, batch: 3 }, /batch: got 3 entries, expected 2/, ShapeError],
    ['a label too few', hopfieldSpec, { x, labels: labels.subarray(1), batch: 2 }, /labels of a batch/, ShapeError],
    ['no x', hopfieldSpec, { labels, batch: 2 }, /x of a batch: got none/, ValueError],
    ['an s for no oscillators', hopfieldSpec, { x, s, labels, batch: 2 }, /s of a batch: got s/, ValueError],
    ['an x for no threshold units', plainKuramoto, { x, s, labels, batch: 2 }, /x of a batch: got x/, ValueError],
    [
      'no s and no learned start',
      plainKuramoto,
      { labels, batch: 2 },
      /s of a batch: got none.*learned start/,
      ValueError,
    ],
    ['an x that is short', hopfieldSpec, { x: x.subarray(1), labels, batch: 2 }, /x/, ShapeError],
    ['an x that is NaN', hopfieldSpec, { x: x.map(() => Number.NaN), labels, batch: 2 }, /NaN/, NonFiniteError],
  ],
)('a batch with %s is refused', async ([, spec, samples, message, kind]) => {
  await expect(write(spec, samples)).rejects.toThrow(kind);
  await expect(write(spec, samples)).rejects.toThrow(message);
});

test('the first samples of a batch keep all their parts', () => {
  const samples = { x, s, labels, batch: 2 };
  expect(firstOf(samples, 2)).toBe(samples);
  expect(firstOf(samples, 1)).toEqual({
    x: x.slice(0, neurons),
    s: s.slice(0, 3 * neurons),
    labels: labels.slice(0, 1),
    batch: 1,
  });
});
