import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { afterEach, expect, test, vi } from 'vitest';
import { agreementOf } from './agreement.ts';
import { PeerEndedError, PeerMemoryError, PeerProcess, PeerTimeError } from './child.ts';
import { runPeerCommand } from './command.ts';
import { makeEnvironment } from './python.ts';
import { peerSections } from './report.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const small = ['--neurons', '80', '--batch', '2', '--dimension', '3', '--neighbours', '4', '--rounds', '2'];

test('ours and tfjs do the same update in turn, and a table is written', async () => {
  const [folder, lines] = [temporaryFolder(), [] as string[]];
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  const [markdown, json] = [join(folder, 'table.md'), join(folder, 'peers.json')];
  writeFileSync(markdown, 'Before.\n');
  const where = ['--markdown', markdown, '--json', json, '--only', 'hkmem,tfjs', '--kinds', 'hopfield'];
  expect(await runPeerCommand([...small, ...where])).toBe(0);
  const { parts } = JSON.parse(readFileSync(json, 'utf8'));
  expect(parts).toHaveLength(1);
  for (const row of parts[0].rows) {
    expect(row.failure).toBeUndefined();
    expect(row.time.count).toBe(2);
    expect(row.agreement.error).toBeLessThan(1e-4);
  }
  const text = readFileSync(markdown, 'utf8');
  expect(text).toMatch(/^Before\.\n<!-- peers: begin -->\n### Peers: a Hopfield update/);
  expect(text).toContain('| tfjs ops, wasm | tape |');
  expect(lines.join('')).toContain('tfjs ops, wasm');
}, 120_000);

test('peers that are not known are refused; an interpreter without modules is named and its peer left out', async () => {
  await expect(runPeerCommand(['--only', 'jax,keras'])).rejects.toThrow(/got 'keras', allowed are hkmem, jax, torch/);
  const told: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => told.push(String(text)) > 0);
  expect(await runPeerCommand(['--only', 'torch', '--python', '/nowhere/python', '--prepare'])).toBe(1);
  expect(told.join('')).toMatch(/torch: \/nowhere\/python cannot import torch: .*ENOENT/);
});

test('an environment that cannot be made is named', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  const absent = await makeEnvironment(join(file, 'inside'), ['jax'], () => {});
  expect(absent.get('jax')).toMatch(/no Python environment could be made/);
  expect(existsSync(join(file, 'inside'))).toBe(false);
});

test('a peer that is late, ends or grows too large is ended and named', async () => {
  const started = (text: string, gigabytes = 4): PeerProcess =>
    new PeerProcess(process.execPath, ['-e', text], gigabytes);
  const waits = started('setInterval(() => {}, 1000)');
  await expect(waits.ready(1)).rejects.toThrow(PeerTimeError);
  await expect(started('throw new Error("no such device")').ready(30)).rejects.toThrow(PeerEndedError);
  const words = started('process.stderr.write("Error: no such device\\n"); process.exit(3)');
  await expect(words.ready(30)).rejects.toThrow(/no such device/);
  const ready = started(
    'console.log("a line");console.log(JSON.stringify({versions: {a: "1"}}));setInterval(() => {}, 9)',
  );
  expect(await ready.ready(30)).toEqual({ a: '1' });
  await ready.end();
  if (process.platform !== 'linux') return;
  await expect(started('setInterval(() => {}, 1000)', 0.001).ready(30)).rejects.toThrow(PeerMemoryError);
});

test('agreement names the quantity that is farthest off; a missing gradient is an error', () => {
  const of = (loss: number, ...values: number[]) => ({
    loss,
    arrays: { V: { shape: [2], values: Float32Array.from(values) } },
  });
  expect(agreementOf(of(1.001, 1, 2), of(1, 1, 2), 1e-2)).toMatchObject({ quantity: 'loss', agrees: true });
  const off = agreementOf(of(1, 1.5, 2), of(1, 1, 2), 1e-2);
  expect(off).toEqual({ quantity: 'gradient of V', error: 0.25, agrees: false });
  expect(agreementOf(of(1, Number.NaN, 2), of(1, 1, 2), 1e-2).agrees).toBe(false);
  expect(() => agreementOf(of(1, 1), of(1, 1, 2), 1e-2)).toThrow(/gradient of V: got 1 entries, expected 2/);
});

test('rows that were not timed say why, and what is absent stands above the table', () => {
  const time = { count: 9, median: 100, lower: 90, upper: 110, least: 80 };
  const base = { title: 'x', form: '2', versions: { Node: 'v24', threads: '2' } };
  const rows = [
    { ...base, peer: 'hkmem', time },
    {
      ...base,
      peer: 'jax',
      form: 'dense',
      time: { ...time, median: 2500 },
      trial: 12,
      gigabytes: 1.5,
      processor: 4000,
    },
    { ...base, peer: 'torch', form: 'sparse', remark: 'more than 60 s' },
  ];
  const [section] = peerSections([{ kind: 'coupled', rows, seconds: 1 }], new Map([['jax-js', 'it is not there']]), [
    'm',
  ]);
  expect(section!.lines).toContain('Not here: jax-js (it is not there).');
  expect(section!.rows.map((row) => [row[1], row[5], row[7]])).toEqual([
    ['2 threads', '100 ms', '1.00x'],
    ['dense', '2500 ms', '25.0x'],
    ['sparse', 'more than 60 s', ''],
  ]);
  expect(section!.rows[0]![2]).toBe('Node 24');
  const under = section!.header.map((name, n) => [name, section!.rows[1]![n]]);
  expect(section!.rows.map(({ length }) => length)).toEqual([under.length, under.length, under.length]);
  expect(under.slice(-3)).toEqual([
    ['processor', '4000 ms'],
    ['memory', '1.50 GB'],
    ['small batch', '12.0 ms'],
  ]);
});
