import { expect, test } from 'vitest';
import { commandLine, onOtherBackend, resuming } from './rerun.ts';

test('a command line can be pasted into a shell', () => {
  expect(commandLine(['train', '--out', "it's here", '--rate=1e-3'])).toBe(
    "hkmem train --out 'it'\\''s here' --rate=1e-3",
  );
});

test('to go on, --resume comes in and --fresh goes', () => {
  expect(resuming(['train', '--fresh', '--batch', '9'])).toEqual(['train', '--batch', '9', '--resume']);
  expect(resuming(['train', '--resume=runs/x'])).toEqual(['train', '--resume=runs/x']);
});

test('another backend takes the place of the one that was asked for, or that auto took', () => {
  expect(onOtherBackend(['train', '--backend', 'webgpu', '--quiet'])).toEqual([
    'train',
    '--quiet',
    '--backend',
    'wasm',
  ]);
  expect(onOtherBackend(['train', '--backend=wasm', '--quiet'])).toEqual(['train', '--quiet', '--backend', 'cpu']);
  expect(onOtherBackend(['start', '--quiet'], 'wasm')).toEqual(['start', '--quiet', '--backend', 'cpu']);
  expect(onOtherBackend(['start'], 'webgpu')).toEqual(['start', '--backend', 'wasm']);
});
