import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeCheckpoint } from '@hkmem/training';
import { readNpz } from '@hkmem/training/formats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hkmem } from './capture.ts';

/** Nothing in this software knows these laws, nor the names of their parameters. */
const interaction = 'C * r + Q * softplus(beta * r); C: edge, Q: edge, beta: one = 1.5';
const coupling = '-w * r * tanh(beta * gi * gj) - u * r^2 * gi * gj; w: edge, u: one = 0.01, beta: one';
const own = ['kuramoto.C', 'kuramoto.Q', 'kuramoto.beta', 'coupling.w', 'coupling.u', 'coupling.beta'];

const out = mkdtempSync(join(tmpdir(), 'hkmem-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));
const at = (name: string): string => join(out, name);
const runOf = (start: string): string => at(readdirSync(out).find((name) => name.startsWith(start))!);
const brief = ['--backend', 'cpu', '--batch', '10', '--images', '20', '--look-every', '0', '--out', out, '--json'];
let weights: string;
let edited: Record<string, unknown>;

async function run(...argv: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await hkmem(argv);
  expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
  return stdout;
}

beforeAll(async () => {
  await run('train', '--data', 'glyphs', '--hidden', '4', '--updates', '20', ...brief);
  const base = join(runOf('base-'), 'weights.safetensors');
  const laws = ['--interaction', interaction, '--coupling', coupling];
  edited = JSON.parse(
    await run('edit', '--task', 'swap', '--base', base, ...laws, '--updates', '4', '--weight-decay', '0.1', ...brief),
  );
  weights = join(runOf('swap-'), 'weights.safetensors');
});

test('a law of three parameters is trained, each of them, and its run is reported', () => {
  const { parameters } = decodeCheckpoint(readFileSync(weights));
  expect(Object.keys(parameters)).toEqual(expect.arrayContaining(own));
  expect(parameters['kuramoto.beta']!.data[0]).not.toBe(1.5);
  expect(parameters['coupling.u']!.data[0]).not.toBe(0.01);
  expect(edited).toMatchObject({ task: 'swap', updates: 4 });
  const report = readFileSync(join(runOf('swap-'), 'report.md'), 'utf8');
  expect(report).toContain('softplus(beta * r)');
});

test('info shows the laws and the shapes that follow from their roles', async () => {
  const text = await run('info', weights);
  expect(text).toContain('softplus(beta * r)');
  for (const path of own) expect(text).toContain(path);
  const { parameters, graphs } = JSON.parse(await run('info', weights, '--json')) as {
    parameters: { path: string; shape: number[] }[];
    graphs: { name: string; edges: number }[];
  };
  const shapes = Object.fromEntries(parameters.map(({ path, shape }) => [path, shape]));
  const edges = graphs[0]!.edges;
  expect(own.map((path) => shapes[path])).toEqual([[edges], [edges], [1], [edges], [1], [1]]);
});

test('tables of edges, npz and arrays without names hold its parameters, and come back bit for bit', async () => {
  const { parameters } = decodeCheckpoint(readFileSync(weights));
  await run('convert', weights, '-o', at('Q.csv'), '--array', 'graph.K', '--weights', 'kuramoto.Q');
  await run('convert', at('Q.csv'), '-o', at('Q.npz'));
  const { weights: numbers } = readNpz(readFileSync(at('Q.npz')));
  expect(Array.from(numbers!.data as Float64Array)).toEqual(Array.from(parameters['kuramoto.Q']!.data));
  await run('convert', weights, '-o', at('all.npz'));
  await run('convert', at('all.npz'), '-o', at('again.safetensors'));
  expect(readFileSync(at('again.safetensors')).equals(readFileSync(weights))).toBe(true);
  const leaves = Object.keys(parameters).map((path) => ({ field: path, parameter: path }));
  writeFileSync(at('law.json'), JSON.stringify({ name: 'law', leaves }));
  await run('convert', weights, '--template', at('law.json'), '-o', at('law.eqx'));
  await run('convert', at('law.eqx'), '-o', at('leaves.npz'));
  const leaf = readNpz(readFileSync(at('leaves.npz')));
  leaves.forEach(({ parameter }, n) => {
    expect(leaf[`leaf.${n}`]!.data).toEqual(parameters[parameter]!.data);
  });
});

test('it is judged and recalls from its file', async () => {
  for (const command of ['eval', 'recall']) {
    const limits = command === 'eval' ? ['--images', '20'] : ['--digit', '3'];
    expect(JSON.parse(await run(command, '--weights', weights, '--backend', 'cpu', ...limits, '--json'))).toBeDefined();
  }
});
