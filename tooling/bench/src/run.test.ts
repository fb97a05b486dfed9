import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runCommand } from './command.ts';
import type { Report } from './report/report.ts';

/** The whole benchmark on systems so small that it takes seconds: 80 neurons, 2 samples. */
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const sizes = ['--neurons', '80', '--batch', '2', '--dimension', '3', '--neighbours', '4'];
let printed = '';
let exitCode: number;
let report: Report;

beforeAll(async () => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
  const markdown = join(folder, 'performance.md');
  const where = ['--out', folder, '--markdown', markdown, '--backends', 'relaxed-1,cpu-1', '--rounds', '1'];
  try {
    exitCode = await runCommand([...where, ...sizes]);
  } finally {
    write.mockRestore();
  }
  report = JSON.parse(readFileSync(join(folder, 'benchmark.json'), 'utf8')) as Report;
}, 120_000);

afterAll(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

test('everything asked for is measured', () => {
  expect(report.failures).toEqual([]);
  expect(report.absent).toEqual([]);
  expect(exitCode).toBe(0);
  for (const subject of ['relaxed-1', 'cpu-1']) {
    const ids = report.rows.filter((row) => row.subject === subject).map(({ id }) => id);
    expect(ids).toEqual(
      expect.arrayContaining([
        ...['hopfield-field', 'kuramoto-field', 'coupled-vjp', 'coupled-two-graphs-vjp', 'combine', 'optimise-weights'],
        ...['recall-hopfield', 'recall-coupled', 'hopfield-update-24', 'coupled-update-24', 'coupled-update-8'],
        ...['coupled-multiplicative-update-24', 'coupled-D4-update-24', 'coupled-D4-field'],
      ]),
    );
  }
  expect(report.rows.every(({ time }) => time.median > 0 && time.least <= time.median)).toBe(true);
});

test('a filter that no row matches is an error that says how rows are named', async () => {
  const nothing = ['--out', folder, '--backends', 'cpu-1', '--filter', 'hopfeld', ...sizes];
  await expect(runCommand(nothing)).rejects.toThrow(
    /got hopfeld, which no row matches.*'updates: coupled-update-24 on/,
  );
});

test('rows are held against peak and tfjs', () => {
  const row = (id: string): Report['rows'][number] =>
    report.rows.find((r) => r.id === id && r.subject === 'relaxed-1')!;
  expect(row('hopfield-field').fractionOfPeak).toBeGreaterThan(0);
  const peers = (id: string): readonly string[] => row(id).ratios.map(({ peer }) => peer);
  expect(peers('hopfield-field')).toEqual(['tfjs-product']);
  expect(peers('kuramoto-field')).toEqual(['tfjs-kuramoto-field']);
  expect(peers('hopfield-update-24')).toEqual(['tfjs-hopfield-update-24']);
  expect(peers('akorn-sudoku-update')).toEqual(['tfjs-akorn-sudoku-products']);
  expect(row('akorn-sudoku-products').gigaflops).toBeGreaterThan(0);
  expect(peers('coupled-update-24')).toEqual(['tfjs-coupled-update-24', 'tfjs-coupled-update-24-by-hand']);
  expect(report.calibration.map(({ group }) => group)).toEqual(
    expect.arrayContaining(['kernels', 'recall', 'updates']),
  );
  // Goals are for the paper's sizes.
  expect(report.goals).toEqual([]);
});

test('memory is that of a process of its own', () => {
  expect(report.memory.map(({ subject }) => subject)).toEqual(['relaxed-1', 'cpu-1']);
  for (const { megabytes, megabytesAtStart } of report.memory) {
    expect(megabytes).toBeGreaterThan(megabytesAtStart);
    expect(megabytes).toBeLessThan(2000);
  }
});

test('growth is measured along all four sizes and drawn', () => {
  expect([...new Set(report.growth.map(({ axis }) => axis))]).toEqual(['N', 'B', 'k', 'D']);
  expect(report.growth.every(({ slope, points }) => Number.isFinite(slope) && points.length >= 3)).toBe(true);
  const figure = readFileSync(join(folder, 'growth.svg'), 'utf8');
  expect(figure.match(/<svg/g)).toHaveLength(1 + 4);
  for (const text of ['neurons N', 'batch B', 'neighbours k', 'dimension D', 'Hopfield field, slope']) {
    expect(figure).toContain(text);
  }
});

test('text and Markdown say the same', () => {
  const markdown = readFileSync(join(folder, 'performance.md'), 'utf8');
  expect(markdown.startsWith('<!-- bench: begin -->')).toBe(true);
  for (const text of [report.machine.processor, 'coupled update, 24 field evaluations', 'quartiles', 'slope']) {
    expect(printed).toContain(text);
    expect(markdown).toContain(text);
  }
  expect(markdown).toContain('(performance-growth.svg)');
});
