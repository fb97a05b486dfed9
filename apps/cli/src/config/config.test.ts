import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, InputFileError, mergeSettings, quick, trainRunSchema } from '@hkmem/experiments';
import { loadSettings } from '@hkmem/sweep';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../console/errors.ts';
import { addSettingFlags, type SettingFlag } from './flags.ts';
import { GivenSettings } from './resolve.ts';

const flags: readonly SettingFlag[] = [
  { flag: '--batch <n>', path: 'batch', kind: 'number', help: 'images' },
  { flag: '--hidden <n>', path: 'memory.hidden', kind: 'number', help: 'units', replaces: ['memory.layers'] },
  { flag: '--layers <sizes>', path: 'memory.layers', kind: 'numbers', help: 'layers', replaces: ['memory.hidden'] },
  { flag: '--activation <name>', path: 'memory.activation', kind: 'text', help: 'activity' },
];
const defaults = { task: 'base', data: 'mnist', seed: 1, ...quick.base, ...quick.execution.base };

async function given(argv: readonly string[], file?: string): Promise<GivenSettings> {
  const command = new Command('test').exitOverride();
  addSettingFlags(command, flags, defaults);
  await command.parseAsync([...argv], { from: 'user' });
  return GivenSettings.of(command, flags, file);
}

function fileOf(text: string | Uint8Array): string {
  const path = join(temporaryFolder(), 'settings.yaml');
  writeFileSync(path, text);
  return path;
}

describe('settings', () => {
  test('later ones win field by field, lists are replaced, null takes away', () => {
    const merged = mergeSettings({ a: { b: 1, c: 2 }, list: [1, 2], d: 3 }, { a: { c: 4 }, list: [5] }, { d: null });
    expect(merged).toEqual({ a: { b: 1, c: 4 }, list: [5] });
  });

  test('a file wins over defaults and flags win over the file', async () => {
    const file = fileOf('batch: 7\nmemory:\n  hidden: 20\n  activation: tanh\n');
    const config = (await given(['--batch', '9'], file)).over(defaults, trainRunSchema);
    expect(config).toMatchObject({ batch: 9, memory: { hidden: 20, activation: 'tanh' }, updates: quick.base.updates });
  });

  test('JSON is read as well', async () => {
    expect(await loadSettings(fileOf('{"flow": {"steps": 4}}'))).toEqual({ flow: { steps: 4 } });
  });

  test('a setting that stands in place of another takes it away', async () => {
    const config = (await given(['--layers', '30,20'])).over(defaults, trainRunSchema);
    expect(config.memory).toEqual({ activation: 'relu', layers: [30, 20] });
    const back = (await given(['--hidden', '5'], fileOf('memory: {hidden: null, layers: [3]}'))).over(
      defaults,
      trainRunSchema,
    );
    expect(back.memory).toEqual({ activation: 'relu', hidden: 5 });
  });
});

describe('messages', () => {
  test('an unknown setting says the nearest, every fault is named', async () => {
    const file = fileOf('memry: {}\nflow: {stps: 3}\nbatch: many\nmemory: {activation: relo}\n');
    const settings = await given([], file);
    const error = (() => {
      try {
        settings.over(defaults, trainRunSchema);
      } catch (thrown) {
        return thrown as ConfigError;
      }
      throw new Error('nothing was thrown');
    })();
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toContain(file);
    expect(error.message).toContain("unknown setting 'memry': did you mean 'memory'?");
    expect(error.message).toContain("unknown setting 'flow.stps': did you mean 'steps'?");
    expect(error.message).toMatch(/batch: .*number.*"many"/);
    expect(error.message).toMatch(/memory.activation: .*relu.*"relo"/);
  });

  test('a setting that came by flag is called by its flag', async () => {
    const settings = await given(['--batch', '0']);
    expect(() => settings.over(defaults, trainRunSchema)).toThrow(/^--batch: .*got 0/);
    await expect(given(['--batch', 'x'])).rejects.toThrow(UsageError);
  });

  test('an exponential schedule asks for its half-life, a memory for one of hidden and layers', async () => {
    const settings = await given([], fileOf('optimiser: {schedule: exponential}\nmemory: {hidden: null}'));
    expect(() => settings.over(defaults, trainRunSchema)).toThrow(/hidden[\s\S]*halfEvery/);
  });

  test('a file that is not there, not YAML or no mapping is refused by name', async () => {
    await expect(loadSettings('/nowhere/settings.json')).rejects.toThrow(InputFileError);
    await expect(loadSettings(fileOf('a: [1'))).rejects.toThrow(/neither JSON nor YAML/);
    await expect(loadSettings(fileOf('- 1'))).rejects.toThrow(/mapping/);
  });

  test('a byte order mark is passed over; UTF-16 and 8,000 levels are refused by name', async () => {
    expect(await loadSettings(fileOf('\uFEFFbatch: 7\r\n'))).toEqual({ batch: 7 });
    expect(await loadSettings(fileOf('\uFEFF{"batch": 7}'))).toEqual({ batch: 7 });
    await expect(loadSettings(fileOf(Buffer.from('\uFEFFbatch: 7\n', 'utf16le')))).rejects.toThrow(/UTF-16/);
    for (const deep of [
      `a: ${'['.repeat(8_000)}${']'.repeat(8_000)}`,
      `${'{"a": '.repeat(8_000)}1${'}'.repeat(8_000)}`,
    ]) {
      await expect(loadSettings(fileOf(deep))).rejects.toThrow(InputFileError);
      await expect(loadSettings(fileOf(deep))).rejects.toThrow(/nested/);
    }
    const dashes = Array.from({ length: 2_000 }, (_, level) => `${' '.repeat(level)}a:`).join('\n');
    await expect(loadSettings(fileOf(dashes))).rejects.toThrow(/nested/);
  });
});
