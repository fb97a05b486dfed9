import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parameterShapes, RandomKey, type SystemSpec } from '@hkmem/backend';
import { ring, wattsStrogatz } from '@hkmem/coupling';
import { hopfield, hopfieldKuramoto, initialParameters, kuramoto } from '@hkmem/dynamics';
import {
  createCheckpoint,
  decodeCheckpoint,
  encodeCheckpoint,
  type ShapedArray,
  writeSafetensors,
} from '@hkmem/training';
import { encodeEqx, eqxTemplate, readNpy, readNpz, writeEdgeTable, writeNpy, writeNpz } from '@hkmem/training/formats';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { describe, expect, test } from 'vitest';
import { type Captured, hkmem } from './capture.ts';

const neurons = 80;
const key = RandomKey.fromSeed(5);
const K = wattsStrogatz({ neurons, neighbours: 4, rewiring: 0.2, key });
const HK = ring({ neurons });
const relu = { activation: 'relu' } as const;
const additive = hopfieldKuramoto(
  neurons,
  relu,
  { dimension: 3, graph: K, omega: 'global', learnedStart: true },
  { kind: 'additive', graph: HK, kappaH: 0.5 },
);
const network = hopfieldKuramoto(neurons, relu, { dimension: 3, graph: K }, { kind: 'network', graph: HK });

function parametersFor(spec: SystemSpec): Record<string, ShapedArray> {
  const values = initialParameters(spec, key, { startNoise: 1 });
  return Object.fromEntries(
    [...parameterShapes(spec)].map(([path, shape]) => [path, { shape, data: Float32Array.from(values[path]!) }]),
  );
}

function memoryFile(spec: SystemSpec, config: unknown = null): Uint8Array {
  const state = { update: 0, parameters: parametersFor(spec), moments: {} };
  const integration = 'steps that the .eqx file does not tell';
  return encodeCheckpoint(createCheckpoint({ spec, state, config, seed: 0, integration }));
}

const fileName = /^\w+\.(safetensors|npz|npy|csv|eqx|json|yaml|txt|bin)$/;

/** A folder with files, and how to convert in it. */
function folder(files: Readonly<Record<string, Uint8Array | string>>) {
  const path = temporaryFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
  const at = (name: string): string => join(path, name);
  return {
    path,
    at,
    read: (name: string): Buffer => readFileSync(at(name)),
    names: (): string[] => readdirSync(path).toSorted(),
    convert: (line: string): Promise<Captured> => {
      // Words with an ending are names of files in the folder.
      const words = line.split(' ').map((word) => (fileName.test(word) ? at(word) : word));
      return hkmem(['convert', ...words]);
    },
  };
}

const tables = { 'K.csv': writeEdgeTable(K), 'HK.csv': writeEdgeTable(HK) };

async function done(result: Promise<Captured>): Promise<string> {
  const { code, stdout, stderr } = await result;
  expect([stderr, code]).toEqual(['', 0]);
  return stdout;
}

describe('tensors', () => {
  test('go through npz, stored or deflated, and come back bit for bit, metadata included', async () => {
    const { convert, read } = folder({ 'a.safetensors': memoryFile(additive) });
    for (const flag of ['', ' --compress']) {
      await done(convert(`a.safetensors -o b.npz --force${flag}`));
      expect(Object.keys(readNpz(read('b.npz')))).toContain('coupling.alpha');
      await done(convert('b.npz -o c.safetensors --force'));
      expect(read('c.safetensors').equals(read('a.safetensors'))).toBe(true);
    }
  });

  test('one of them becomes an npy and comes back; the report says what was left out', async () => {
    const { convert, read } = folder({ 'a.safetensors': memoryFile(hopfield(neurons)) });
    const report = JSON.parse(await done(convert('a.safetensors -o b.npy --array hopfield.bias --json'))) as object;
    expect(report).toMatchObject({
      from: 'safetensors',
      to: 'npy',
      bytes: 128 + 4 * neurons,
      tensors: { 'hopfield.bias': 'F32 [80]', 'hopfield.weights': 'F32 [80, 80]' },
      omitted: ['hopfield.weights', 'metadata'],
    });
    const { data } = parametersFor(hopfield(neurons))['hopfield.bias']!;
    expect(readNpy(read('b.npy')).data).toEqual(data);
    await done(convert('b.npy -o x.npz --array x'));
    expect(readNpz(read('x.npz'))).toEqual({ x: { dtype: 'F32', shape: [80], data } });
    await done(convert('x.npz -o again.npy'));
    expect(read('again.npy').equals(read('b.npy'))).toBe(true);
    expect(await done(convert('a.safetensors -o c.npy --array hopfield.bias'))).toContain('metadata left out');
  });

  test('graphs become tables of edges, with a number per edge or none, and come back', async () => {
    const { convert, read } = folder({ 'a.safetensors': memoryFile(network) });
    await done(convert('a.safetensors -o K.csv --array graph.K'));
    expect(read('K.csv').toString()).toBe(tables['K.csv']);
    await done(convert('a.safetensors -o HK.csv --array graph.HK --weights coupling.weights'));
    const weights = parametersFor(network)['coupling.weights']!.data;
    expect(read('HK.csv').toString()).toBe(writeEdgeTable(HK, weights));
    await done(convert('HK.csv -o HK.npz --neurons 80'));
    const { edges, weights: numbers } = readNpz(read('HK.npz'));
    expect(edges!.shape).toEqual([80, 2]);
    expect(Float32Array.from(numbers!.data as Float64Array)).toEqual(weights);
    await done(convert('HK.npz -o again.csv'));
    expect(read('again.csv').equals(read('HK.csv'))).toBe(true);
    await done(convert('K.csv -o K.npy --neurons 80'));
    await done(convert('K.npy -o K2.csv'));
    expect(read('K2.csv').equals(read('K.csv'))).toBe(true);
  });

  test('leaves without a template are numbered, and come back', async () => {
    const eqx = encodeEqx(parametersFor(hopfield(3)), eqxTemplate('hopfield', hopfield(3)), hopfield(3));
    const { convert, read } = folder({ 'a.eqx': eqx });
    await done(convert('a.eqx -o b.npz'));
    expect(Object.keys(readNpz(read('b.npz')))).toEqual(['leaf.0', 'leaf.1']);
    await done(convert('b.npz -o c.eqx'));
    expect(read('c.eqx').equals(eqx)).toBe(true);
  });
});

describe('memories of Equinox', () => {
  const kuramotoOf = (omega: 'none' | 'global' | 'local') => kuramoto(neurons, { dimension: 3, graph: K, omega });
  const layered = hopfield(neurons, { activation: 'tanh', layers: [64, 6, 10] });
  test.for<readonly [string, Parameters<typeof eqxTemplate>[0], SystemSpec, string]>([
    ['hopfield', 'hopfield', hopfield(neurons), ''],
    ['layers', 'hopfield', layered, '--layers 64,6,10 --activation tanh'],
    ['oscillators', 'kuramoto', kuramotoOf('none'), '--graph-k K.csv --neurons 80 --dimension 3'],
    ['one omega', 'kuramoto', kuramotoOf('global'), '--graph-k K.csv --neurons 80 --omega global'],
    ['an omega each', 'kuramoto', kuramotoOf('local'), '--graph-k K.csv --omega local'],
    [
      'a perceptron per edge',
      'kuramoto',
      kuramoto(neurons, { dimension: 4, graph: K, interaction: 'mlpPerEdge', hidden: [3, 2] }),
      '--graph-k K.csv --neurons 80 --dimension 4 --interaction mlpPerEdge --hidden 3,2',
    ],
    ['a network', 'network', network, '--graph-k K.csv --graph-hk HK.csv --dimension 3'],
    [
      'an edit',
      'edit',
      additive,
      '--graph-k K.csv --graph-hk HK.csv --coupling additive --kappa-h 0.5 --base base.safetensors',
    ],
  ])('%s: there and back bit for bit', async ([, template, spec, flags]) => {
    const eqx = encodeEqx(parametersFor(spec), eqxTemplate(template, spec), spec);
    const base = memoryFile(hopfield(neurons));
    const { convert, read } = folder({ ...tables, 'a.eqx': eqx, 'base.safetensors': base });
    const line = `a.eqx --template ${template} ${flags}`.trim();
    await done(convert(`${line} -o b.safetensors`));
    expect(read('b.safetensors').equals(memoryFile(spec))).toBe(true);
    await done(convert(`b.safetensors -o c.eqx --template ${template}`));
    expect(read('c.eqx').equals(eqx)).toBe(true);
  });

  test('with settings, eval takes a base memory and an edit of it', async () => {
    const spec = hopfield(neurons);
    const { convert, at, read } = folder({
      ...tables,
      'a.eqx': encodeEqx(parametersFor(spec), eqxTemplate('hopfield', spec), spec),
      'edit.eqx': encodeEqx(parametersFor(additive), eqxTemplate('edit', additive), additive),
      'base.yaml': 'data: glyphs\nseed: 4\n',
      'swap.yaml': 'task: swap\ndata: glyphs\n',
    });
    await done(convert('a.eqx --template hopfield --config base.yaml -o base.safetensors'));
    const checkpoint = decodeCheckpoint(read('base.safetensors'));
    expect([checkpoint.seed, checkpoint.config]).toMatchObject([
      4,
      { task: 'base', memory: { activation: 'relu', hidden: 6 } },
    ]);
    const graphs = '--graph-k K.csv --graph-hk HK.csv';
    await done(
      convert(
        `edit.eqx --template edit --coupling additive ${graphs} --base base.safetensors --config swap.yaml -o swap.safetensors`,
      ),
    );
    for (const name of ['base.safetensors', 'swap.safetensors']) {
      const argv = [
        'eval',
        '--weights',
        at(name),
        '--backend',
        'cpu',
        '--images',
        '4',
        '--rtol',
        '1e-2',
        '--json',
        '--quiet',
      ];
      const report = JSON.parse(await done(hkmem(argv))) as { trainedFor: string; count: number };
      expect([report.trainedFor, report.count]).toEqual([name === 'swap.safetensors' ? 'swap' : 'base', 4]);
    }
  });

  test('a template of your own says order, shapes and what to pass over', async () => {
    const spec = hopfield(3);
    const template = {
      name: 'mine',
      system: { neurons: 3, threshold: { activation: 'sigmoid' } },
      leaves: [
        { field: 'b', parameter: 'hopfield.bias', shape: [3, 1] },
        { field: 'V', parameter: 'hopfield.weights' },
      ],
    };
    const eqx = encodeEqx(parametersFor(spec), template, spec);
    const counted = Buffer.concat([writeNpy({ dtype: 'I32', shape: [], data: Int32Array.of(7) }), eqx]);
    const { convert, read } = folder({
      'a.eqx': counted,
      'count.json': JSON.stringify({ ...template, leaves: [{ field: 'count' }, ...template.leaves] }),
      'mine.json': JSON.stringify(template),
    });
    await done(convert('a.eqx --template count.json -o b.safetensors'));
    const { spec: got, parameters } = decodeCheckpoint(read('b.safetensors'));
    expect(got).toEqual(hopfield(3, { activation: 'sigmoid' }));
    expect(parameters['hopfield.weights']).toEqual(parametersFor(spec)['hopfield.weights']);
    await done(convert('b.safetensors --template mine.json -o c.eqx'));
    expect(read('c.eqx').equals(eqx)).toBe(true);
  });
});

describe('what is wrong is said, with 2, and nothing is written', () => {
  const eqx = (spec: SystemSpec, template: Parameters<typeof eqxTemplate>[0]): Uint8Array =>
    encodeEqx(parametersFor(spec), eqxTemplate(template, spec), spec);
  const files = {
    ...tables,
    'a.safetensors': memoryFile(additive),
    'a.npz': writeNpz({ x: { dtype: 'F32', shape: [32], data: new Float32Array(32) } }),
    'cut.npz': Buffer.from([0x50, 0x4b, 3, 4]),
    'cut.npy': writeNpy({ dtype: 'F32', shape: [4], data: new Float32Array(4) }).subarray(0, 140),
    'bad.csv': '0,1\n0,1\n',
    'a.eqx': eqx(hopfield(neurons), 'hopfield'),
    'osc.eqx': eqx(kuramoto(neurons, { dimension: 3, graph: K }), 'kuramoto'),
    'edit.eqx': eqx(additive, 'edit'),
    'base.safetensors': memoryFile(hopfield(neurons)),
    'plain.safetensors': writeSafetensors({ V: { dtype: 'F32', shape: [1], data: new Float32Array(1) } }),
    'nan.eqx': eqx(hopfield(2), 'hopfield').map((byte, n, { length }) => (n >= length - 4 ? 0xff : byte)),
    'bad.json': '{"name": "bad", "leafs": [], "leaves": [{"field": "a", "absent": "ones"}]}',
    'text.json': 'hello',
    'bare.json': '{"name": "bare", "leaves": [{"field": "a"}]}',
    'swap.yaml': 'task: swap\nbase: none\n',
    'mnist.yaml': 'data: mnist\n',
  };
  test.for<readonly [string, RegExp]>([
    ['none.npz -o b.npy', /none\.npz': cannot be read/],
    ['cut.npz -o b.safetensors', /cut\.npz': npz: its 4 bytes/],
    ['cut.npy -o b.safetensors', /cut\.npy': npy: an array of F32 \[4\] takes 16 bytes, 12 are there/],
    ['bad.csv -o b.npz', /bad\.csv': edge table, line 2: the pair \(0, 1\)/],
    ['a.safetensors -o b.bin', /--to is needed: .* does not end in \.safetensors, \.npz/],
    ['a.safetensors --from npy -o b.npz', /is missing\. The file is of another format/],
    ['a.safetensors -o b.npy', /which tensor is meant must be said with --array: there is .*graph\.K/],
    ['a.safetensors -o b.npy --array V', /no tensor 'V', there are .*kuramoto\.A/],
    ['a.safetensors -o b.csv', /with --array: there is graph\.HK, graph\.K/],
    [
      'a.safetensors -o b.csv --array graph.HK --weights kuramoto.A',
      /'kuramoto.A' is F32 \[160\], allowed is F32 or F64 \[80\]/,
    ],
    ['a.safetensors -o b.csv --array kuramoto.A', /a graph is of whole numbers \[E, 2\]/],
    ['a.safetensors -o b.eqx', /\.eqx has no names: give the order/],
    ['a.safetensors -o b.eqx --template kuramoto', /template 'kuramoto': got another system/],
    ['K.csv -o b.eqx --template hopfield', /the file is of format undefined, expected is "hkmem"/],
    ['a.eqx --template hopfeild -o b.npz', /did you mean 'hopfield'/],
    ['a.eqx --template hopfield --neurons 79 -o b.npz', /shape \[80, 80\], expected is \[79, 79\]/],
    ['a.eqx --template hopfield --neurons 7.5 -o b.npz', /--neurons: got 7\.5/],
    ['a.eqx --template network -o b.npz', /--dimension is needed/],
    ['osc.eqx --template kuramoto --dimension 3 -o b.npz', /--neurons is needed/],
    [
      'osc.eqx --template kuramoto --dimension 3 --neurons 80 -o b.npz',
      /--graph-k is needed: an \.eqx file has no graph/,
    ],
    [
      'osc.eqx --template kuramoto --dimension 3 --neurons 80 --graph-k HK.csv -o b.npz',
      /shape \[160\], expected is \[80\]/,
    ],
    ['osc.eqx --template kuramoto --dimension 3 --neurons 79 --graph-k K.csv -o b.npz', /K\.csv': edge table, line/],
    ['edit.eqx --template edit -o b.npz', /--coupling is needed/],
    ['edit.eqx --template edit --coupling additive -o b.npz', /--base is needed/],
    ['edit.eqx --template edit --coupling additive --base cut.npy -o b.npz', /cut\.npy': safetensors:/],
    [
      'edit.eqx --template edit --coupling additive --base plain.safetensors -o b.npz',
      /plain\.safetensors': .*the file is of format undefined/,
    ],
    [
      'edit.eqx --template edit --coupling additive --base base.safetensors --graph-k K.csv --config swap.yaml -o b.npz',
      /swap\.yaml: base: /,
    ],
    ['a.eqx --template hopfield --config mnist.yaml -o b.npz', /'mnist' needs more than the 80 neurons/],
    ['a.eqx --template hopfield --config none.yaml -o b.npz', /none\.yaml': cannot be read/],
    ['nan.eqx --template hopfield -o b.npz', /nan\.eqx': checkpoint: .*only finite numbers/],
    ['a.eqx --template bad.json -o b.npz', /unknown setting 'leafs': did you mean 'leaves'/],
    ['a.eqx --template text.json -o b.npz', /cannot be read as a template/],
    ['a.eqx --template bare.json -o b.npz', /'bare' has no 'system'/],
    ['a.npz -o b.safetensors --max-bytes 100', /say to hold 256 bytes, at most 100 are read/],
    ['a.safetensors -o K.csv --array graph.K', /K\.csv' is there already; give another name, or --force/],
    ['K.csv -o K.csv --force', /is the input/],
    ['a.safetensors -o b.npz --from zip', /Allowed choices are safetensors/],
  ])('%s', async ([line, message]) => {
    const { convert, names, read } = folder(files);
    const { code, stdout, stderr } = await convert(line);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^error: /);
    expect(stderr).not.toContain('not foreseen');
    expect(names()).toEqual(Object.keys(files).toSorted());
    for (const [name, content] of Object.entries(files)) expect(read(name).equals(Buffer.from(content))).toBe(true);
  });

  test('a place that cannot be written leaves what was there', async () => {
    const { convert, at, names } = folder({ 'K.csv': tables['K.csv'], 'file.txt': 'kept' });
    const { code, stderr } = await hkmem(['convert', at('K.csv'), '-o', join(at('file.txt'), 'K.npy')]);
    expect(code).toBe(1);
    expect(stderr).toContain('cannot write');
    mkdirSync(at('K.npy'));
    expect((await convert('K.csv -o K.npy --force')).stderr).toContain('is a folder');
    expect(names()).toEqual(['K.csv', 'K.npy', 'file.txt']);
    expect(readFileSync(at('file.txt'), 'utf8')).toBe('kept');
  });

  test('a damaged input with --force does not touch the output', async () => {
    const { convert, read, names } = folder({ 'cut.npz': files['cut.npz'], 'b.npy': 'precious' });
    expect((await convert('cut.npz -o b.npy --force')).code).toBe(2);
    expect(read('b.npy').toString()).toBe('precious');
    expect(names()).toEqual(['b.npy', 'cut.npz']);
  });
});

test('folders above the output are made', async () => {
  const { at } = folder({ 'K.csv': tables['K.csv'] });
  await done(hkmem(['convert', at('K.csv'), '-o', at('new/deep/K.npy'), '--neurons', '80']));
  expect(existsSync(at('new/deep/K.npy'))).toBe(true);
});

test('help shows an example of every conversion', async () => {
  const { code, stdout } = await hkmem(['convert', '--help']);
  expect(code).toBe(0);
  for (const part of [
    '-o weights.npz',
    '-o V.npy',
    '-o K.csv',
    '--template hopfield',
    '--template edit',
    '--template kuramoto',
    '--template network',
    'other.json',
    'savetxt',
  ]) {
    expect(stdout).toContain(part);
  }
});
