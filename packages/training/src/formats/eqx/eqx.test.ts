import { type Graph, parameterShapes, type SystemSpec } from '@hkmem/backend';
import { graphFromEdges } from '@hkmem/coupling';
import { hopfield, hopfieldKuramoto, kuramoto } from '@hkmem/dynamics';
import { describe, expect, test } from 'vitest';
import { bitsOf, fixture, manifest } from '../../../test/format-files.ts';
import { engineOf } from '../../../test/glyph-memory.ts';
import { EqxError } from '../errors.ts';
import { readEqxLeaves, writeEqxLeaves } from './leaves.ts';
import { decodeEqx, encodeEqx } from './parameters.ts';
import { type EqxTemplateName, eqxTemplate } from './template.ts';

const { state, graphs, kappas, files } = manifest.eqx;
const graphOf = (edges: readonly (readonly [number, number])[]): Graph => graphFromEdges(5, edges);
const [K, HK] = [graphOf(graphs.K), graphOf(graphs.HK)];
const [kappaH, kappaK] = kappas;
const relu = { activation: 'relu' } as const;
const oscillators = { dimension: 3, graph: K, interaction: 'relu' } as const;
const edit = (kind: 'additive' | 'multiplicative'): SystemSpec =>
  hopfieldKuramoto(
    5,
    relu,
    { ...oscillators, omega: 'global', learnedStart: true },
    { kind, graph: HK, kappaH, kappaK },
  );

const models: readonly (readonly [string, EqxTemplateName, SystemSpec])[] = [
  ['hopfield', 'hopfield', hopfield(5)],
  ['hierarchical', 'hopfield', hopfield(5, { activation: 'relu', layers: [2, 2, 1] })],
  ['linear', 'kuramoto', kuramoto(5, { ...oscillators, interaction: 'linear' })],
  ['relu', 'kuramoto', kuramoto(5, oscillators)],
  ['omega', 'kuramoto', kuramoto(5, { ...oscillators, omega: 'global' })],
  ['local', 'kuramoto', kuramoto(5, { ...oscillators, omega: 'local' })],
  ['shared', 'kuramoto', kuramoto(5, { ...oscillators, interaction: 'mlpShared', hidden: [4] })],
  ['per-edge', 'kuramoto', kuramoto(5, { ...oscillators, interaction: 'mlpPerEdge', hidden: [4] })],
  ['network', 'network', hopfieldKuramoto(5, relu, oscillators, { kind: 'network', graph: HK, kappaH, kappaK })],
  ['additive', 'edit', edit('additive')],
  ['multiplicative', 'edit', edit('multiplicative')],
];

describe('models that Equinox wrote', () => {
  test.for(models)('%s: leaves and parameters bit for bit, there and back', ([name, template, spec]) => {
    const bytes = fixture(`${name}.eqx`);
    expect(readEqxLeaves(bytes).map((leaf) => bitsOf({ leaf })['leaf'])).toEqual(files[`${name}.eqx`]!.leaves);
    const parameters = decodeEqx(bytes, eqxTemplate(template, spec), spec);
    for (const [path, { shape, data }] of Object.entries(parameters)) {
      expect([path, shape]).toEqual([path, parameterShapes(spec).get(path)]);
      expect(data).toBeInstanceOf(Float32Array);
    }
    const again = encodeEqx(parameters, eqxTemplate(template, spec), spec);
    expect(Buffer.from(again).equals(bytes)).toBe(true);
  });

  test.for(models)('%s: the field is the one that JAX computes from the model', async ([name, template, spec]) => {
    const engine = await engineOf(spec);
    const read = (file: string, of: EqxTemplateName): void => {
      const parameters = decodeEqx(fixture(`${file}.eqx`), eqxTemplate(of, spec), spec);
      for (const [path, { data }] of Object.entries(parameters)) engine.writeParameter(path, data);
    };
    if (template === 'edit') read('hopfield', 'hopfield');
    read(name, template);
    const { x, s } = files[`${name}.eqx`]!;
    const [at, out] = [engine.createState(1), engine.createState(1)];
    engine.writeState(at, {
      ...(x && { x: Float64Array.from(state.x) }),
      ...(s && { s: Float64Array.from(state.s) }),
    });
    engine.field(at, out);
    const field = await engine.readState(out);
    for (const [got, expected] of [
      [field.x, x],
      [field.s, s],
    ] as const) {
      expect(got === undefined).toBe(expected === undefined);
      // float32 in JAX against float64: entries are of order 1, sums of some 10 terms; 1e-5 leaves ten roundings.
      expected?.forEach((value, i) => void expect(Math.abs(got![i]! - value), `entry ${i}`).toBeLessThan(1e-5));
    }
  });
});

test('scalars are arrays of no dimension, what is no array leaves nothing', () => {
  const leaves = readEqxLeaves(fixture('odds.eqx'));
  expect(leaves.map(({ dtype, shape, data }) => [dtype, shape, [...data].map(Number)])).toEqual([
    ['I64', [], [3]],
    ['F64', [], [0.5]],
    ['BOOL', [], [1]],
    ['I32', [], [7]],
    ['F64', [2], [1.5, 2.5]],
  ]);
});

test('leaves of all kinds are written as Equinox writes them', () => {
  expect(Buffer.from(writeEqxLeaves(readEqxLeaves(fixture('odds.eqx')))).equals(fixture('odds.eqx'))).toBe(true);
  expect(readEqxLeaves(writeEqxLeaves([]))).toEqual([]);
});

describe('a template of your own', () => {
  const spec = hopfield(5);
  const bytes = fixture('hopfield.eqx');

  test('names the order of parameters, leaves to pass over, and other shapes of as many entries', () => {
    const extra = { dtype: 'I32', shape: [], data: Int32Array.of(9) } as const;
    const [weights, bias] = readEqxLeaves(bytes);
    const file = writeEqxLeaves([extra, { ...bias!, shape: [5, 1] }, weights!]);
    const leaves = [
      { field: 'count' },
      { field: 'b', parameter: 'hopfield.bias', shape: [5, 1] },
      { field: 'V', parameter: 'hopfield.weights' },
    ];
    const parameters = decodeEqx(file, { name: 'mine', leaves }, spec);
    expect(parameters).toEqual(decodeEqx(bytes, eqxTemplate('hopfield', spec), spec));
    expect(() => encodeEqx(parameters, { name: 'mine', leaves }, spec)).toThrow(/leaf 0, count, is of no parameter/);
    const written = encodeEqx(parameters, { name: 'mine', leaves: leaves.slice(1) }, spec);
    expect(readEqxLeaves(written).map(({ shape }) => shape)).toEqual([
      [5, 1],
      [5, 5],
    ]);
  });

  test.for<readonly [string, readonly { field: string; parameter?: string; shape?: number[] }[], RegExp]>([
    [
      'a parameter that is not there',
      [{ field: 'A', parameter: 'kuramoto.A' }],
      /leaf 0 is 'kuramoto.A', the parameters/,
    ],
    ['one twice', [1, 2].map(() => ({ field: 'V', parameter: 'hopfield.weights' })), /names 'hopfield.weights' twice/],
    [
      'another size',
      [{ field: 'V', parameter: 'hopfield.weights', shape: [24] }],
      /of shape \[24\], 'hopfield.weights' of/,
    ],
  ])('is refused for %s', ([, leaves, message]) => {
    expect(() => decodeEqx(bytes, { name: 'mine', leaves }, spec)).toThrow(EqxError);
    expect(() => decodeEqx(bytes, { name: 'mine', leaves }, spec)).toThrow(message);
  });
});

describe('a file of another model', () => {
  test('of more leaves, other shapes or other formats is refused, with what to check', () => {
    const decode = (name: string, template: EqxTemplateName, spec: SystemSpec) => () =>
      decodeEqx(fixture(`${name}.eqx`), eqxTemplate(template, spec), spec);
    expect(decode('omega', 'kuramoto', kuramoto(5, oscillators))).toThrow(
      /has 3 leaves, .* has 2: interaction.A, inter/,
    );
    expect(decode('hopfield', 'hopfield', hopfield(4))).toThrow(
      /leaf 0, weights, has shape \[5, 5\], expected is \[4, 4\]/,
    );
    expect(decode('relu', 'kuramoto', kuramoto(5, { ...oscillators, graph: HK }))).toThrow(
      /has shape \[6\].*the graphs/s,
    );
    const half = writeEqxLeaves([
      { dtype: 'F16', shape: [1, 1], data: Uint16Array.of(0) },
      { dtype: 'F32', shape: [1], data: Float32Array.of(0) },
    ]);
    expect(() => decodeEqx(half, eqxTemplate('hopfield', hopfield(1)), hopfield(1))).toThrow(/format F16/);
  });

  test('no parameter is lost on the way out', () => {
    const spec = hopfieldKuramoto(5, relu, { ...oscillators, omega: 'global' }, { kind: 'network', graph: HK });
    expect(() => eqxTemplate('network', spec)).toThrow(/oscillators without omega/);
    const parameters = decodeEqx(
      fixture('relu.eqx'),
      eqxTemplate('kuramoto', kuramoto(5, oscillators)),
      kuramoto(5, oscillators),
    );
    const bare = { name: 'mine', leaves: [{ field: 'A', parameter: 'kuramoto.A' }] };
    expect(() => encodeEqx(parameters, bare, kuramoto(5, oscillators))).toThrow(
      /no leaf for 'kuramoto.B', which would be lost/,
    );
    expect(() => encodeEqx({}, eqxTemplate('hopfield', hopfield(5)), hopfield(5))).toThrow(
      /'hopfield.weights' .* is missing/,
    );
  });

  test('an edit without rotation or learned start gets zeros and e_1, which mean the same', () => {
    const spec = hopfieldKuramoto(5, relu, oscillators, { kind: 'additive', graph: HK });
    const floats = (length: number) => ({ shape: [length], data: new Float32Array(length).fill(2) });
    const parameters = { 'kuramoto.A': floats(6), 'kuramoto.B': floats(6), 'coupling.alpha': floats(1) };
    const [, , inp, omega, alpha] = readEqxLeaves(encodeEqx(parameters, eqxTemplate('edit', spec), spec));
    expect(inp).toEqual({
      dtype: 'F32',
      shape: [5, 3],
      data: Float32Array.from({ length: 15 }, (_, i) => (i % 3 === 0 ? 1 : 0)),
    });
    expect(omega).toEqual({ dtype: 'F32', shape: [3, 3], data: new Float32Array(9) });
    expect(alpha?.data).toEqual(Float32Array.of(2));
  });
});
