import { expect, test } from 'vitest';
import { addressValue } from './address-value.ts';

test('a number beyond its ends is the nearer end, and is told', () => {
  expect(addressValue('bind.strength', '-50', 1, [0, 1.5])).toEqual({
    value: 0,
    note: 'bind.strength=-50 is outside 0 to 1.5; 0 is used.',
  });
  expect(addressValue('bind.strength', '1.25', 1, [0, 1.5])).toEqual({ value: 1.25 });
  expect(addressValue('sync.seed', '1e999', 1, [0, 9])).toEqual({
    value: 1,
    note: 'sync.seed=1e999 is no number; 1 is used.',
  });
});

test('a text that is no choice is the default, and is told; a long one in part', () => {
  expect(addressValue('bind.digit', 'x'.repeat(99), '0', ['0', '1'])).toEqual({
    value: '0',
    note: `bind.digit=${'x'.repeat(24)}… is none of 0, 1; 0 is used.`,
  });
  expect(addressValue('bind.digit', '1', '0', ['0', '1'])).toEqual({ value: '1' });
  expect(addressValue('bind.ink', 'AB', '', undefined)).toEqual({ value: 'AB' });
  expect(addressValue('bind.ink', null, '', undefined)).toEqual({ value: '' });
});
