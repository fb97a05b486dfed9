import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { akornText, referenceText } from '@hkmem/fixtures';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { describe, expect, test } from 'vitest';
import { hkmem } from './capture.ts';

describe('usage', () => {
  test('an unknown flag, command or choice says the nearest and ends with 2', async () => {
    const flag = await hkmem(['train', '--seeed', '3']);
    expect(flag).toMatchObject({ code: 2, stdout: '' });
    expect(flag.stderr).toContain("unknown option '--seeed': did you mean '--seed'? See 'hkmem train --help'.");
    const command = await hkmem(['tran']);
    expect(command.code).toBe(2);
    expect(command.stderr).toContain("did you mean 'train'?");
    const choice = await hkmem(['eval', '--weights', 'x', '--task', 'swop']);
    expect(choice.code).toBe(2);
    expect(choice.stderr).toContain('associative-swap');
    expect((await hkmem(['edit', '--base', 'x', '--task', 'swop'])).stderr).toContain("did you mean 'swap'?");
  });

  test('a value out of range is called by its flag', async () => {
    for (const argv of [
      ['train', '--batch', '0'],
      ['train', '--workers', '0'],
      ['train', '--rate', 'fast'],
      ['train', '--resume', '--fresh'],
      ['eval', '--weights', 'nowhere', '--rtol', '0'],
    ]) {
      const { code, stderr } = await hkmem(argv);
      expect(code).toBe(2);
      expect(stderr).toMatch(/^error: (--|')/);
      expect(stderr).not.toContain('    at ');
    }
  });

  test('an unknown word of a command inside another is met by its own words', async () => {
    const { code, stderr } = await hkmem(['sweep', 'rnu', 'file.yaml']);
    expect(code).toBe(2);
    expect(stderr).toContain("did you mean 'run'?");
    expect(stderr).toContain("See 'hkmem sweep --help'.");
    expect((await hkmem(['zzzzzzzz'])).stderr).not.toContain('cell-process');
  });

  test('every command explains itself', async () => {
    for (const name of [
      'start',
      'train',
      'edit',
      'eval',
      'recall',
      'reproduce',
      'rest',
      'sweep',
      'worker',
      'store',
      'capacity',
      'akorn',
      'convert',
      'verify',
      'info',
    ]) {
      const { code, stdout, stderr } = await hkmem([name, '--help']);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toContain(`Usage: hkmem ${name}`);
    }
  });

  test('colours only where they are wanted', async () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is looked for
    const colourCode = /\u001b\[/;
    const environment = { FORCE_COLOR: '1' };
    expect((await hkmem(['tran'], { environment })).stderr).toMatch(colourCode);
    expect((await hkmem(['tran'], { environment: { ...environment, NO_COLOR: '1' } })).stderr).not.toMatch(colourCode);
    expect((await hkmem(['tran'])).stderr).not.toMatch(colourCode);
  });

  test('the stack comes with HKMEM_DEBUG', async () => {
    expect((await hkmem(['tran'], { environment: { HKMEM_DEBUG: '1' } })).stderr).toContain('    at ');
  });
});

describe('verify', () => {
  const reference = JSON.parse(referenceText()) as { cases: { name: string; f: Record<string, number[][]> }[] };
  const some = { ...reference, cases: reference.cases.filter(({ name }) => /^hopfield-(relu|tanh)$/.test(name)) };
  const fileOf = (content: unknown): string => {
    const path = join(temporaryFolder(), 'reference.json');
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };

  test('ends with 0 and one JSON document when all is met', async () => {
    const { code, stdout } = await hkmem(['verify', fileOf(some), '--backend', 'cpu', '--json']);
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as { passed: boolean; cases: { name: string; checks: { quantity: string }[] }[] };
    expect(report.passed).toBe(true);
    expect(report.cases.map(({ name }) => name)).toEqual(some.cases.map(({ name }) => name));
    expect(report.cases[0]!.checks.map(({ quantity }) => quantity)).toContain('gradient hopfield.weights');
  });

  test('ends with 1 when a value is out, and says which', async () => {
    const text = JSON.stringify(some);
    const wrong = JSON.parse(text) as { cases: Record<string, unknown>[] };
    wrong.cases[0]!['energy'] = (wrong.cases[0]!['energy'] as number[]).map((value) => value + 1e-6);
    const { code, stdout } = await hkmem(['verify', fileOf(wrong), '--backend', 'cpu']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/energy .*OUT at entry 0/);
    expect(stdout).toContain('1 of 2 cases out on cpu');
  });

  test('takes values of oscillatory layers too', async () => {
    const file = JSON.parse(akornText()) as { cases: { loss: number }[] };
    const first = { ...file, cases: file.cases.slice(0, 2) };
    expect((await hkmem(['verify', fileOf(first), '--backend', 'cpu'])).code).toBe(0);
    first.cases[1]!.loss += 1e-6;
    const { code, stdout } = await hkmem(['verify', fileOf(first), '--backend', 'cpu']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/conv-gn .*loss .*OUT at entry 0/);
  });

  test('ends with 2 when the file is not there or of another form', async () => {
    for (const path of ['nowhere.json', fileOf('{'), fileOf({ cases: [{ name: 'one' }] })]) {
      const { code, stdout, stderr } = await hkmem(['verify', path, '--backend', 'cpu']);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain(path);
    }
  });
});

test('info tells machine, backends and what auto takes', async () => {
  const { code, stdout } = await hkmem(['info', '--json']);
  expect(code).toBe(0);
  const info = JSON.parse(stdout) as { auto: string; backends: { name: string; available: boolean; detail: string }[] };
  expect(info.backends.map(({ name }) => name)).toEqual(['webgpu', 'wasm', 'cpu']);
  expect(info.backends.find(({ name }) => name === info.auto)?.available).toBe(true);
  expect(info.backends.every(({ detail }) => detail.length > 5)).toBe(true);
});

test('the README uses only flags that exist', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const lines = readme.match(/^(npx )?hkmem .*$/gm) ?? [];
  expect(lines.length).toBeGreaterThan(5);
  for (const line of lines) {
    const [name = '', ...rest] = line.replace(/^npx /, '').split(/\s+/).slice(1);
    const { stdout } = await hkmem([name, '--help']);
    for (const flag of rest.filter((word) => word.startsWith('--')))
      expect(stdout, line).toContain(`${flag.split('=')[0]} `);
  }
});
