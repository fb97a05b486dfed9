import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { quick, trainRunSchema, validateOver } from '@hkmem/experiments';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { describe, expect, test } from 'vitest';
import { hkmem } from './capture.ts';

/** Runs a command on a file of settings: what it says, and what it left besides. */
async function refusalOf(command: readonly string[], text: string, name: string): Promise<string> {
  const folder = temporaryFolder();
  const file = join(folder, name);
  writeFileSync(file, text);
  const { code, stdout, stderr } = await hkmem(command.map((word) => word.replace('@', file)));
  expect([code, stdout, readdirSync(folder)]).toEqual([2, '', [name]]);
  return stderr.replaceAll(file, '@');
}

const train = ['train', '--data', 'glyphs', '--backend', 'cpu', '--out', '@.runs', '--config', '@'];
const sweep = ['sweep', 'run', '@', '--backend', 'cpu', '--out', '@.runs'];
const start = ['start', '--data', 'glyphs', '--backend', 'cpu', '--out', '@.runs', '--config', '@'];
const convert = ['convert', '@', '--from', 'eqx', '--template', '@', '-o', '@.npz'];

describe('a decimal comma is named', () => {
  const want = /flow\.jitter: (got 0,5: )?a decimal comma\? Write 0\.5/i;
  test.for([
    '{flow: {jitter: 0,5}}',
    'flow: {jitter: 0,5}',
    'flow: {steps: 2, jitter: 0,5, until: 1}',
    'flow:\n  jitter: 0,5\n',
    'flow:\n  jitter: "0,5"\n',
    '{"flow": {"jitter": 0,5}}',
    '{"flow": {"jitter": "0,5"}}',
  ])('%s', async (text) => {
    expect(await refusalOf(train, text, 'a.yaml')).toMatch(want);
    expect(await refusalOf(train, text, 'a.json')).toMatch(want);
    for (const command of [sweep, start]) {
      const under = text.startsWith('{') ? `{"base": ${text}}` : `base:\n  ${text.replaceAll('\n', '\n  ')}`;
      expect(await refusalOf(command, under, 'a.yaml')).toMatch(want);
    }
  });

  test.for<[string, RegExp]>([
    ['flow: {jitter: -0,5}', /got -0,5: a decimal comma\? Write -0\.5/],
    ['flow: {jitter: 1,5e-3}', /got 1,5e-3: a decimal comma\? Write 1\.5e-3/],
    ['flow:\n  jitter: ",5"', /flow\.jitter: a decimal comma\? Write 0\.5 \(got ",5"\)/],
    ['optimiser:\n  rate: 1,5e-3', /optimiser\.rate: a decimal comma\? Write 1\.5e-3/],
  ])('%s', async ([text, words]) => {
    expect(await refusalOf(train, text, 'a.yaml')).toMatch(words);
  });

  test('in a range of a sweep, and in a flag', async () => {
    const grid = 'grid:\n  base.optimiser.rate: {range: {from: 0,1, to: 0,2, count: 2}}\n';
    expect(await refusalOf(sweep, grid, 'a.yaml')).toMatch(/range\.from: got 0,1: a decimal comma\? Write 0\.1/);
    const { code, stderr } = await hkmem(['train', '--jitter', '0,5']);
    expect([code, stderr]).toEqual([
      2,
      "error: --jitter: got '0,5', allowed is one number; a decimal comma? Write 0.5\n",
    ]);
  });

  test('lists of two whole numbers stay what they are', async () => {
    expect(await refusalOf(train, 'memory: {hidden: null, layers: [30,20]}\nbatch: 0', 'a.yaml')).toBe(
      'error: @: batch: too small: expected number to be >=1 (got 0)\n',
    );
  });
});

describe('a name that is not known is refused whatever stands there', () => {
  test.for(['null', '', '1', '{}', '[]', '""', 'false'])('%s', async (value) => {
    for (const [text, name] of [
      [`bach: ${value}`, 'bach'],
      [`flow:\n  stps: ${value}`, 'flow.stps'],
    ] as const) {
      const word = name.split('.').at(-1) === 'bach' ? 'batch' : 'steps';
      const words = `unknown setting '${name}': did you mean '${word}'?`;
      expect(await refusalOf(train, text, 'a.yaml')).toContain(words);
      const under = `base:\n  ${text.replaceAll('\n', '\n  ')}`;
      for (const command of [sweep, start]) expect(await refusalOf(command, under, 'a.yaml')).toContain(words);
      expect(await refusalOf(sweep, `grid: {base.${name}: [${value || 'null'}]}`, 'a.yaml')).toMatch(
        name === 'bach' ? /'bach' is no setting of base: did you mean 'batch'/ : words.replace('?', ''),
      );
    }
    expect(await refusalOf(start, `sede: ${value}`, 'a.yaml')).toContain("unknown setting 'sede'");
    expect(await refusalOf(sweep, `sede: ${value}`, 'a.yaml')).toContain("unknown setting 'sede'");
    const template = `{"name": "a", "leafs": ${value || 'null'}, "leaves": [{"field": "a"}]}`;
    expect(await refusalOf(convert, template, 'a.json')).toContain("unknown setting 'leafs': did you mean 'leaves'?");
  });

  test('also undefined, and __proto__', async () => {
    const origins = { source: 'settings', names: new Map<string, string>() };
    const defaults = { task: 'base', data: 'mnist', seed: 1, ...quick.base, ...quick.execution.base };
    const over = (given: object): unknown => validateOver(trainRunSchema, defaults, { ...given }, origins);
    expect(() => over({ bach: undefined })).toThrow("unknown setting 'bach': did you mean 'batch'?");
    expect(() => over({ flow: { stps: undefined } })).toThrow("unknown setting 'flow.stps': did you mean 'steps'?");
    expect(over({})).toEqual(defaults);
    expect(await refusalOf(train, '__proto__: {batch: 1}', 'a.yaml')).toContain('__proto__: unknown setting');
  });
});

describe('null is not absent', () => {
  test.for(['batch', 'flow', 'flow.steps', 'optimiser.kind', 'memory.activation', 'data', 'evaluation.energy'])(
    'and refused for %s',
    async (path) => {
      const text = path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), null);
      const words = `${path}: null is no value for it; leave it out for its default\n`;
      const command = path === 'data' ? train.filter((word) => word !== '--data' && word !== 'glyphs') : train;
      expect(await refusalOf(command, JSON.stringify(text), 'a.yaml')).toBe(`error: @: ${words}`);
      if (path !== 'data') {
        expect(await refusalOf(sweep, JSON.stringify({ tasks: ['base'], base: text }), 'a.yaml')).toContain(words);
        expect(await refusalOf(start, JSON.stringify({ base: text }), 'a.yaml')).toContain(words);
      }
    },
  );

  test.for<[string, RegExp]>([
    ['base: null', /base: .*null \(got null\)/],
    ['finer: null', /finer: .*null \(got null\)/],
    ['seed: null', /seed: .*null \(got null\)/],
    ['grid: null', /grid: .*null \(got null\)/],
    ['grid: {seed: null}', /grid\.seed: should be a list.*got null/],
    ['grid: {edit.flow.steps: [null]}', /flow\.steps: null is no value for it/],
  ])('in a sweep: %s', async ([text, words]) => {
    expect(await refusalOf(sweep, text, 'a.yaml')).toMatch(words);
  });

  test('in a template', async () => {
    const template = '{"name": "a", "system": null, "leaves": [{"field": "a", "shape": null}]}';
    expect(await refusalOf(convert, template, 'a.json')).toMatch(/system: .*null.*\n.*leaves\.0\.shape: .*null/);
  });
});

test.for<[string, RegExp]>([
  ['batch: 1\nbatch: 2', /'@': names 'batch' twice \(line 2, column 1\); keep one of them\./],
  ['{"flow": {"steps": 1, "steps": 2}}', /'@': names 'steps' twice \(line 1, column 23\)/],
  ['flow:\n\tsteps: 2', /'@': has a tab as indentation \(line 2, column 1\); write spaces\./],
  ['batch: 1\n---\nbatch: 2', /'@': holds more than one document \(line 2, column 1\)/],
  ['batch: !many 3', /'@': has a tag that is not known, '!many' \(line 1, column 8\)/],
  ['batch: "20"', /batch: write 20 without quotes \(got "20"\)/],
  ['flow: {jitter: .nan}', /flow\.jitter: should be a finite number \(got NaN\)/],
  ['flow: {until: .inf}', /flow\.until: should be a finite number \(got Infinity\)/],
  ['batch: -.inf', /batch: should be a finite number \(got -Infinity\)/],
  ['batch: NaN', /batch: .*expected .*"NaN"/],
  ['batch: 1e3.5', /batch: .*"1e3.5"/],
  ['seed: 12345678901234567890', /seed: .*12345678901234567000/],
  ['? [1, 2]\n: 3', /is no name of a setting/],
])('%s', async ([text, words]) => {
  expect(await refusalOf(train, text, 'a.yaml')).toMatch(words);
  const named = words.source.startsWith("'@'") || words.source.startsWith('is no');
  if (named) expect(await refusalOf(sweep, text, 'a.yaml')).toMatch(words);
});

test.for<[string, RegExp]>([
  ['{"name": "a", "name": "b", "leaves": [{"field": "a"}]}', /names 'name' twice/],
  ['{"name": "a", "leaves": [{"field": "a", "shape": [1,"2"]}]}', /leaves\.0\.shape\.1: write 2 without quotes/],
  ['{name: a}', /cannot be read as a template/],
])('template %s', async ([text, words]) => {
  expect(await refusalOf(convert, text, 'a.json')).toMatch(words);
});

test('JSON with tabs and a mark at its beginning is JSON', async () => {
  expect(await refusalOf(train, '\ufeff{\n\t"flow": {\n\t\t"steps": 0\n\t}\n}\n', 'a.json')).toMatch(
    /flow\.steps: .*got 0/,
  );
});
