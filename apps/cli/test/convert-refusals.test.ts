import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SystemSpec } from '@hkmem/backend';
import { hopfield, kuramoto } from '@hkmem/dynamics';
import { writeSafetensors } from '@hkmem/training';
import { encodeEqx, eqxTemplate, writeNpy, writeNpz } from '@hkmem/training/formats';
import { describe, expect, test } from 'vitest';
import { hkmem } from './capture.ts';
import { additive, folder, K, memoryFile, neurons, parametersFor, tables } from './conversions.ts';

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
