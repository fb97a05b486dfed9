import { existsSync } from 'node:fs';
import type { SystemSpec } from '@hkmem/backend';
import { hopfield, kuramoto } from '@hkmem/dynamics';
import { decodeCheckpoint } from '@hkmem/training';
import { encodeEqx, eqxTemplate, readNpy, readNpz, writeEdgeTable, writeNpy } from '@hkmem/training/formats';
import { describe, expect, test } from 'vitest';
import { hkmem } from './capture.ts';
import { additive, done, folder, HK, K, memoryFile, network, neurons, parametersFor, tables } from './conversions.ts';

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
