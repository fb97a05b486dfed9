import { ValueError } from '@hkmem/errors';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type EditTaskName, editTask, editTaskNames } from './edit-task.ts';

describe('the label that an image of each digit gets, for digits 0 and 1', () => {
  // Rows of the table of tasks of arXiv 2505.03648: [task, digit of the paired image, labels of digits 0, 1, 2].
  test.each<[EditTaskName, number | undefined, number[]]>([
    ['swap', undefined, [1, 0, 2]],
    ['conflation', undefined, [0, 0, 2]],
    ['associative-swap', 0, [0, 1, 2]],
    ['associative-swap', 1, [1, 0, 2]],
    ['associative-conflation', 0, [0, 1, 2]],
    ['associative-conflation', 1, [0, 0, 2]],
  ])('%s with a paired image of %s', (name, context, expected) => {
    const task = editTask({ name });
    expect(task.associative).toBe(context !== undefined);
    expect([0, 1, 2].map((digit) => task.label(digit, context))).toEqual(expected);
  });
});

const twoDigits = fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 2 });
const anyTask = fc.record({ name: fc.constantFrom(...editTaskNames), digits: twoDigits });
const digits = fc.uint8Array({ max: 9, maxLength: 50 });

test('a whole set is labelled as its images are, for any two digits', () => {
  fc.assert(
    fc.property(anyTask, fc.array(fc.tuple(fc.nat(9), fc.nat(9))), ({ name, digits: [a, b] }, images) => {
      const task = editTask({ name, digits: [a!, b!] });
      const labels = Uint8Array.from(images, ([label]) => label);
      const contexts = Uint8Array.from(images, ([, context]) => context);
      const expected = images.map(([label, context]) => task.label(label, context));
      expect([...task.labels({ labels, classes: 10 }, contexts)]).toEqual(expected);
      expect([...labels]).toEqual(images.map(([label]) => label));
    }),
  );
});

test('swapping twice gives the labels back; conflation leaves none of the second digit', () => {
  fc.assert(
    fc.property(twoDigits, digits, ([a, b], labels) => {
      const swap = editTask({ name: 'swap', digits: [a!, b!] });
      const once = swap.labels({ labels, classes: 10 });
      expect(swap.labels({ labels: once, classes: 10 })).toEqual(labels);
      const conflated = editTask({ name: 'conflation', digits: [a!, b!] }).labels({ labels, classes: 10 });
      expect(conflated).not.toContain(b!);
    }),
  );
});

test('bad input is one ValueError', () => {
  const set = { labels: Uint8Array.of(0, 1), classes: 10 };
  const cases: [() => unknown, RegExp][] = [
    [() => editTask({ name: 'merge' as EditTaskName }), /name: 'merge' is not known, allowed are 'swap', 'conflation'/],
    [() => editTask({ name: 'swap', digits: [3, 3] }), /got \[3, 3\], allowed is two different digits/],
    [() => editTask({ name: 'swap', digits: [0, 1.5] }), /got 1.5, allowed is a whole number/],
    [() => editTask({ name: 'swap', digits: [0, 10] }).labels(set), /got 10, allowed is a whole number, 0 to 9/],
    [() => editTask({ name: 'swap' }).label(-1), /got -1/],
    [() => editTask({ name: 'associative-swap' }).label(0), /label of the paired image .*pairContexts/],
    [() => editTask({ name: 'associative-swap' }).labels(set), /labels of the paired images .*pairContexts/],
    [() => editTask({ name: 'associative-swap' }).labels(set, Uint8Array.of(0)), /got 1, allowed is 2/],
  ];
  for (const [act, message] of cases) {
    expect(act).toThrow(ValueError);
    expect(act).toThrow(message);
  }
});
