import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SystemSpec } from '@hkmem/backend';
import { hopfield, kuramoto } from '@hkmem/dynamics';
import { lagrangian, pairLaw } from '@hkmem/laws';
import { decodeCheckpoint } from '@hkmem/training';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { describe, expect, test } from 'vitest';
import { hkmem } from './capture.ts';
import { done, folder, K, memoryFile, neurons, tables } from './conversions.ts';

const brief = [
  '--data',
  'glyphs',
  '--backend',
  'cpu',
  '--batch',
  '10',
  '--images',
  '20',
  '--look-every',
  '0',
  '--json',
];

async function trained(out: string, ...argv: readonly string[]): Promise<ReturnType<typeof decodeCheckpoint>> {
  const { code, stderr } = await hkmem(['train', ...brief, '--updates', '4', '--out', out, ...argv]);
  expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
  const run = readdirSync(out).find((name) => name.startsWith('base-'))!;
  return decodeCheckpoint(readFileSync(join(out, run, 'weights.safetensors')));
}

const soft = 'softplus(b * x) / b; b: layer = 2';
const layers = [
  64,
  { size: 12, activation: 'softmax', beta: 'layer' },
  { size: 6, activation: lagrangian('softplus(b * x) / b', { b: { per: 'layer', start: 2 } }) },
  10,
];

describe('layers with Lagrangians of their own', () => {
  test('by a flag: their parameters are trained', async () => {
    const { spec, parameters } = await trained(
      temporaryFolder(),
      '--layers',
      `12 softmax @ layer | 6 ${soft}`,
      '--activation',
      'tanh',
    );
    expect(spec.threshold).toEqual({ activation: 'tanh', layers });
    expect(parameters['hopfield.layers.1.beta']!.data[0]).not.toBe(1);
    expect(parameters['hopfield.layers.2.b']!.data[0]).not.toBe(2);
  });

  test('by a file, pixels and classes too; the file is what its run is known by', async () => {
    const out = temporaryFolder();
    const file = join(out, 'memory.yaml');
    writeFileSync(
      file,
      `memory:
  activation: tanh
  hidden: null
  pixels: { activation: identity }
  classes: { activation: sphericalNorm, beta: 3 }
  layers: [{ size: 12, activation: softmax, beta: layer }, 6]
`,
    );
    const { spec } = await trained(out, '--config', file);
    expect(spec.threshold!.layers).toEqual([
      { size: 64, activation: 'identity' },
      layers[1],
      6,
      { size: 10, activation: 'sphericalNorm', beta: 3 },
    ]);
    const weights = join(out, readdirSync(out).find((name) => name.startsWith('base-'))!, 'weights.safetensors');
    const { code, stdout } = await hkmem(['info', weights]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/sphericalNorm[\s\S]*nowhere below/)]);
  });

  test.for<[string, string, RegExp]>([
    ['--layers', '12 softmx', /--layers.*'softmx'|allowed.*softmax|softmax/],
    ['--layers', '12 log(x)', /logarithm of a number that is not above 0/],
    ['--layers', '12 @ -1', /beta/],
    ['--layers', 'many', /should be a size/],
    ['--layers', '12 sqrt(x^2 + q)', /'q' is not known.*A parameter needs a role/],
    ['--layers', '12 softmax @ neuron', /of all units/],
    ['--beta', 'layr', /should be a number above 0, 'layer' or 'neuron'/],
    ['--activation', 'layrNorm', /layerNorm/],
    ['--activation', 'x * cos(x)', /is below 0/],
    ['--activation', 'abs(x)', /g = L' jumps from -1 to 1 at x = 0/],
    [
      '--activation',
      Array.from({ length: 600 }, (_, k) => `cos(${k} * x)`).join(' + '),
      /depth of a formula.*at most 200 are allowed/,
    ],
  ])('%s %.40s is refused', async ([flag, text, words]) => {
    const { code, stderr } = await hkmem(['train', ...brief, '--out', temporaryFolder(), flag, text]);
    expect(code).toBe(2);
    expect(stderr).toMatch(words);
  });
});

describe('convert', () => {
  const interaction = 'P * r + Q * r^2 / 2; P: edge, Q: edge';
  const oscillators = { dimension: 3, graph: K, interaction: pairLaw('P * r + Q * r^2 / 2', { P: 'edge', Q: 'edge' }) };
  const activation = 'softplus(a * x) / a; a: neuron = 2';
  const unit = lagrangian('softplus(a * x) / a', { a: { per: 'neuron', start: 2 } });

  test.for<[string, SystemSpec, string, readonly string[]]>([
    ['an interaction', kuramoto(neurons, oscillators), 'kuramoto', ['--interaction', interaction, '--dimension', '3']],
    ['a Lagrangian', hopfield(neurons, { activation: unit }), 'hopfield', ['--activation', activation]],
    [
      'layers that share one',
      hopfield(neurons, { activation: unit, layers: [64, 6, 10] }),
      'hopfield',
      ['--activation', activation, '--layers', '64,6,10'],
    ],
  ])('takes %s as a formula; numbers there and back', async ([, spec, template, flags]) => {
    const { at, read, convert } = folder({ 'a.safetensors': memoryFile(spec), 'K.csv': tables['K.csv'] });
    await done(convert(`a.safetensors --template ${template} -o b.eqx`));
    const graph = template === 'kuramoto' ? ['--graph-k', at('K.csv'), '--neurons', String(neurons)] : [];
    await done(hkmem(['convert', at('b.eqx'), '--template', template, ...flags, ...graph, '-o', at('c.safetensors')]));
    const [a, c] = [decodeCheckpoint(read('a.safetensors')), decodeCheckpoint(read('c.safetensors'))];
    expect(c.spec).toEqual(a.spec);
    expect(c.parameters).toEqual(a.parameters);
  });

  test('takes them from a template of its own, layers and coupling too', async () => {
    const system = {
      neurons,
      threshold: { activation: 'tanh', layers: [64, { size: 6, activation, beta: 3 }, 10] },
      oscillators: { dimension: 3, interaction, omega: 'none' },
      coupling: { kind: '-w * r * tanh(gi * gj); w: edge', kappaH: 1, kappaK: 1 },
    };
    const { at, convert } = folder({
      'leaves.json': JSON.stringify({ name: 'leaves', system, leaves: [{ field: 'w', parameter: 'coupling.v' }] }),
      'K.csv': tables['K.csv'],
      'a.safetensors': memoryFile(hopfield(neurons)),
    });
    await done(convert('a.safetensors --template hopfield -o a.eqx'));
    const { code, stderr } = await hkmem([
      ...['convert', at('a.eqx'), '--template', at('leaves.json'), '--graph-k', at('K.csv'), '-o', at('b.npz')],
    ]);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/hopfield\.layers\.1\.a, kuramoto\.P, kuramoto\.Q, coupling\.w/),
    ]);
  });

  test.for<[string, string, RegExp]>([
    ['--activation', 'sigmod', /did you mean 'sigmoid'/],
    ['--activation', 'x^3', /L'' is below 0/],
    ['--interaction', 'linaer', /did you mean 'linear'/],
    ['--interaction', 'r * gi * gj', /should read r alone/],
    ['--layers', '64 | 6 tanhh | 10', /did you mean 'tanh'/],
    ['--beta', '0', /a number above 0, layer and neuron/],
  ])('%s %s is refused', async ([flag, text, words]) => {
    const { at } = folder({ 'a.eqx': '' });
    const argv = ['convert', at('a.eqx'), '--template', 'hopfield', flag, text, '-o', at('b.npz')];
    const { code, stderr } = await hkmem(argv);
    expect([code, stderr]).toEqual([2, expect.stringMatching(words)]);
  });
});
