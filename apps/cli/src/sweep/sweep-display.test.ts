import { expect, test } from 'vitest';
import { sweepDisplay } from './sweep-display.ts';

test('the line of a sweep tells what is done, at work and left, when a cell is done or seconds have passed', () => {
  let written = '';
  const context = {
    argv: [],
    environment: {},
    stdout: { write: () => {} },
    stderr: { write: (text: string) => (written += text) },
    interrupt: new AbortController().signal,
    sayOnInterrupt: () => {},
    now: () => new Date(),
  };
  let time = 0;
  const display = sweepDisplay(context, false, () => time);
  const running = ['a', 'b', 'c', 'd'].map((id) => ({ id, kind: 'edit', seconds: 1, share: 0.456, firstShare: 0 }));
  const progress = { total: 9, done: 1, failed: 1, running, secondsLeft: 90 };
  display.show(progress);
  display.show({ ...progress, secondsLeft: 80 });
  time = 6000;
  display.show({ ...progress, running: [], secondsLeft: undefined });
  display.show({ ...progress, done: 8, running: [], secondsLeft: 0 });
  display.end();
  expect(written.trim().split('\n')).toEqual([
    '1 of 9 cells, 1 failed; a 45 %, b 45 %, c 45 %, 1 more; about 1 min 30 s left',
    '1 of 9 cells, 1 failed; measuring the pace',
    '8 of 9 cells, 1 failed',
  ]);
});
