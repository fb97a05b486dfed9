import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { referenceText } from '@hkmem/fixtures';
import { fileFailure, loadSettings, RunLog } from '@hkmem/sweep';
import { readSafetensors } from '@hkmem/training';
import { writeNpy } from '@hkmem/training/formats';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { describe, expect, test } from 'vitest';
import { hkmem } from './capture.ts';

const mark = '\ufeff';
const utf16 = (text: string): Buffer => Buffer.from(mark + text, 'utf16le');

function filesIn(files: Readonly<Record<string, string | Uint8Array>>): (name: string) => string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return (name) => (name === '' ? folder : join(folder, name));
}

describe('a text that begins with a byte order mark is read as without it', () => {
  const row = (...values: number[]): Uint8Array =>
    writeNpy({ dtype: 'F32', shape: values.length === 4 ? [2, 2] : [2], data: Float32Array.from(values) });
  const template =
    '{"name":"other","system":{"neurons":2,"threshold":{"activation":"relu"}},"leaves":' +
    '[{"field":"V","parameter":"hopfield.weights"},{"field":"b","parameter":"hopfield.bias"}]}';

  test.for(['settings.yaml', 'settings.json'])('%s', async (name) => {
    const at = filesIn({ [name]: `${mark}{"flow": {"steps": 4}}` });
    expect(await loadSettings(at(name))).toEqual({ flow: { steps: 4 } });
  });

  test('a sweep', async () => {
    const at = filesIn({ 'sweep.yaml': `${mark}tasks: [base]\ndata: glyphs\ngrid: {seed: [1, 2]}\n` });
    const { code, stdout } = await hkmem(['sweep', 'run', at('sweep.yaml'), '--out', at('runs'), '--plan', '--json']);
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as { cells: unknown[] }).cells).toHaveLength(2);
  });

  test('a template', async () => {
    const leaves = Buffer.concat([row(0, 1, 1, 0), row(1, -1)]);
    const at = filesIn({ 'other.json': mark + template, 'two.eqx': leaves });
    const out = at('two.safetensors');
    expect(await hkmem(['convert', at('two.eqx'), '--template', at('other.json'), '-o', out])).toMatchObject({
      code: 0,
      stderr: '',
    });
    const { tensors } = readSafetensors(readFileSync(out));
    expect([...tensors['hopfield.weights']!.data]).toEqual([0, 1, 1, 0]);
    expect([...tensors['hopfield.bias']!.data]).toEqual([1, -1]);
  });

  test('a table of edges', async () => {
    const at = filesIn({ 'K.csv': `${mark}0,1\n1,2\n` });
    expect((await hkmem(['convert', at('K.csv'), '-o', at('K.npy')])).code).toBe(0);
    expect([...readFileSync(at('K.npy')).subarray(128)].filter((byte) => byte !== 0)).toEqual([1, 1, 2]);
  });

  test('reference values', async () => {
    const { cases, ...rest } = JSON.parse(referenceText()) as { cases: { name: string }[] };
    const one = { ...rest, cases: cases.filter(({ name }) => name === 'hopfield-relu') };
    const at = filesIn({ 'reference.json': mark + JSON.stringify(one) });
    expect((await hkmem(['verify', at('reference.json'), '--backend', 'cpu'])).code).toBe(0);
  });

  test('a log', async () => {
    const at = filesIn({ 'log.jsonl': `${mark}{"kind":"update","update":1}\n{"kind":"update","update":2}\n` });
    expect(await new RunLog(at('log.jsonl')).read()).toHaveLength(2);
  });
});

test.for(['settings.yaml', 'sweep.yaml', 'other.json', 'reference.json', 'K.csv'])(
  'UTF-16 is named as such: %s',
  async (name) => {
    const at = filesIn({ [name]: utf16('a: 1'), 'a.eqx': '' });
    const arguments_ = {
      'settings.yaml': ['train', '--config', at(name), '--out', at('runs')],
      'sweep.yaml': ['sweep', 'run', at(name), '--out', at('runs')],
      'other.json': ['convert', at('a.eqx'), '--template', at(name), '-o', at('b.npz')],
      'reference.json': ['verify', at(name)],
      'K.csv': ['convert', at(name), '-o', at('b.npz')],
    }[name]!;
    const { code, stderr } = await hkmem(arguments_);
    expect(stderr).toContain(`error: '${at(name)}': is text in UTF-16, allowed is UTF-8`);
    expect([code, readdirSync(at('')).sort()]).toEqual([2, ['a.eqx', name].sort()]);
  },
);

test('text that is neither is named', async () => {
  await expect(loadSettings(filesIn({ a: Buffer.from('a: é', 'latin1') })('a'))).rejects.toThrow(/no text in UTF-8/);
  await expect(loadSettings(filesIn({ a: Buffer.from('a: 1', 'utf16le') })('a'))).rejects.toThrow(/in UTF-16/);
});

describe('a file that cannot be read is told as what it is, with 2', () => {
  test.for<[string, string]>([
    ['none/deep/a.yaml', "the folder '@none' is not there; check the path"],
    ['a/none.yaml', 'it is not there; check the path'],
    ['file/a.yaml', "'@file' is a file and no folder; check the path"],
    ['a', 'it is a folder; give a file in it'],
    ['loop', 'its symbolic links lead in a circle; give a path without them'],
    [`${'a'.repeat(300)}`, 'the name is too long; give a shorter one'],
  ])('%s', async ([path, words]) => {
    const at = filesIn({ file: '' });
    mkdirSync(at('a'));
    spawnSync('ln', ['-s', at('loop'), at('loop')]);
    const expected = `error: '${at(path)}': cannot be read: ${words.replace('@', `${at('')}/`)}.\n`;
    for (const line of [
      ['train', '--config', at(path)],
      ['sweep', 'run', at(path)],
      ['verify', at(path)],
      ['convert', at(path), '-o', at('b.npz'), '--from', 'npz'],
    ])
      expect(await hkmem(line)).toEqual({ code: 2, stdout: '', stderr: expected });
    const { code, stderr } = await hkmem(['eval', '--weights', at(path)]);
    expect([code, stderr.replace(/; [^;]*$/, '')]).toEqual([2, expected.replace(/; [^;]*$/, '')]);
  });

  test.for<['read' | 'write', string, RegExp]>([
    ['read', 'EACCES', /no permission to read it; ask for it/],
    ['read', 'EMFILE', /too many files open; raise the limit/],
    ['write', 'EMFILE', /too many files open; raise the limit/],
    ['write', 'EDQUOT', /quota is used up; free some space/],
    ['write', 'EACCES', /no permission to write there; choose another folder/],
    ['write', 'EIO', /the disk reports a fault/],
    ['read', 'EXYZ', /^as the system says$/],
  ])('%s %s', ([use, code, words]) => {
    expect(fileFailure(use, '/tmp', Object.assign(new Error('as the system says'), { code }))).toMatch(words);
  });
});

describe('where nothing can be written', () => {
  const program = fileURLToPath(new URL('../bin/hkmem.js', import.meta.url));
  const hkmemCommand = `'${process.execPath}' '${program}'`;
  const shell = (script: string, within: readonly string[] = []): ReturnType<typeof spawnSync> => {
    const [command, ...rest] = [...within, 'sh', '-c', script];
    return spawnSync(command!, rest, { encoding: 'utf8' });
  };
  const ownMounts = [
    ['unshare', '--mount'],
    ['unshare', '--mount', '--map-root-user'],
  ].find((command) => shell('mount -t tmpfs none /mnt', command).status === 0);

  test.for<[string, string, string, RegExp]>([
    ['a table', 'ro', 'convert K.csv -o @/out/K.npy', /cannot write 'disk\/out': the file system is read-only; choose/],
    ['a run', 'ro', 'train --data glyphs --out @/runs', /cannot write '.*': the file system is read-only; choose/],
    ['a table', 'size=16k', 'convert big.npy -o @/big.safetensors', /cannot write '.*big.*': the disk is full; free/],
    ['a run', 'size=16k', 'train --data glyphs --updates 1 --out @/runs --backend cpu', /the disk is full; free/],
  ])('%s on a disk mounted with %s', { timeout: 120_000 }, ([, options, line, words], context) => {
    if (ownMounts === undefined) return context.skip('this system does not let unshare mount a file system');
    const big = writeNpy({ dtype: 'F32', shape: [40_000], data: new Float32Array(40_000) });
    const at = filesIn({ 'K.csv': '0,1\n', 'big.npy': big });
    mkdirSync(at('disk'));
    const script = `cd '${at('')}' && mount -t tmpfs -o ${options} none disk || exit 99
      ${hkmemCommand} ${line.replace('@', 'disk')} --json; echo "code $?"; find disk -type f`;
    const { stdout, stderr } = shell(script, ownMounts);
    expect(stderr).toMatch(words);
    expect(stderr).not.toContain('not foreseen');
    expect(
      String(stderr)
        .trim()
        .split('\n')
        .filter((text) => text.startsWith('error')),
    ).toHaveLength(1);
    expect(stdout).toMatch(/^code 1\n/);
    expect(stdout).not.toMatch(/partial|big|weights|lock/);
  });

  test('a device is no output', async () => {
    const at = filesIn({ 'K.csv': '0,1\n' });
    const { code, stderr } = await hkmem(['convert', at('K.csv'), '-o', '/dev/full', '--to', 'npy', '--force']);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/--out: '\/dev\/full' is no file but a device/)]);
  });

  test('standard output on a full disk ends the command with 1', { timeout: 60_000 }, () => {
    const { status, stderr } = shell(`${hkmemCommand} info --json > /dev/full`);
    expect([status, stderr]).toEqual([
      1,
      'error: cannot write to standard output: the disk is full; free some space and try again.\n',
    ]);
  });
});
