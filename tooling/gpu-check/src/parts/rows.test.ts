import { describe, expect, test, vi } from 'vitest';
import type { Finding } from '../run/finding.ts';
import { peaksOf } from './peaks.ts';
import { rowTasks, runRows, titleOf } from './rows.ts';

const runInProcess = vi.hoisted(() => vi.fn());
vi.mock('../run/run-part.ts', () => ({ runInProcess }));

const ended = { findings: [], seconds: 1, outOfTime: false };

async function reports(seconds: number): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  await runRows(rowTasks(false), { seconds, short: false }, (finding) => findings.push(finding));
  return findings;
}

describe('rows', () => {
  test('all sizes are asked for, the small ones first, each in a process of its own within its time', async () => {
    runInProcess.mockReset().mockResolvedValue(ended);
    expect(await reports(240)).toEqual([]);
    const asked = runInProcess.mock.calls.map(([, { task }]) => titleOf(task));
    expect(asked).toHaveLength(12);
    expect(new Set(asked).size).toBe(12);
    expect(asked.slice(0, 4)).toEqual([
      'hopfield, N = 894, B = 100',
      'coupled, N = 894, B = 100',
      'hopfield, N = 4096, B = 100',
      'coupled, N = 4096, B = 100',
    ]);
    expect(asked.at(-1)).toBe('coupled, N = 4096, B = 10000');
    for (const [, settings] of runInProcess.mock.calls) expect(settings.seconds).toBeLessThanOrEqual(240);
  });

  test('larger batches of a system that had no time are named as not run; failures are told', async () => {
    runInProcess
      .mockReset()
      .mockImplementation(async (_: unknown, { task }: { task: { kind: string; neurons: number } }) => {
        if (task.kind === 'coupled' && task.neurons === 894) return { ...ended, outOfTime: true };
        return task.neurons === 4096 ? { ...ended, failure: 'DeviceError: out of memory' } : ended;
      });
    const findings = await reports(240);
    const of = (what: string): readonly string[] =>
      findings.filter((finding) => finding.what.startsWith(what)).map(({ result, text }) => `${result}: ${text}`);
    expect(of('coupled, N = 894')).toEqual([
      expect.stringMatching(/^not run: it was ended after \d+ s$/),
      'not run: a smaller batch had no time',
      'not run: a smaller batch had no time',
    ]);
    expect(of('hopfield, N = 4096')).toEqual(Array(3).fill('failed: DeviceError: out of memory'));
  });

  test('without time nothing is begun', async () => {
    runInProcess.mockReset();
    const findings = await reports(1);
    expect(runInProcess).not.toHaveBeenCalled();
    expect(findings.map(({ text }) => text)).toEqual(Array(12).fill('no time was left'));
  });
});

test('peaks of the model are bytes and operations a second; a part that was ended early gives none', () => {
  const values = (what: string, value: number): Finding => ({ what, result: 'measured', values: { value } });
  expect(peaksOf([values('copy', 2), values('multiply-add', 3), values('dispatch', 9)])).toEqual({
    bytes: 2e9,
    flops: 3e9,
  });
  expect(peaksOf([values('copy', 2)])).toBeUndefined();
});
