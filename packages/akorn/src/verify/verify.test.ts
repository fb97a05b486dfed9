import { akornText } from '@hkmem/fixtures';
import { describe, expect, test } from 'vitest';
import { AkornFixtureError } from './errors.ts';
import { isAkornFixture, parseAkornFixtures } from './fixture.ts';
import { verifyAkornCase } from './verify.ts';

describe('the float64 reference meets values of the authors program', () => {
  test.for(parseAkornFixtures(akornText()).map((given) => [given.name, given] as const))('%s', async ([, given]) => {
    const report = await verifyAkornCase({ name: 'cpu' }, given);
    expect(report.checks.length).toBeGreaterThan(10);
    expect(report.checks.filter(({ passed }) => !passed)).toEqual([]);
  });

  test('a wrong value is found, and a wrong gradient', async () => {
    const [given] = parseAkornFixtures(akornText());
    given!.expected['states.2']![7]! += 1e-7;
    given!.expected['gradient x']![3]! += 1e-7;
    const report = await verifyAkornCase({ name: 'cpu' }, given!);
    expect(report.checks.filter(({ passed }) => !passed).map(({ quantity, index }) => [quantity, index])).toEqual([
      ['states.2', 7],
      ['gradient x', 3],
    ]);
  });
});

test('a file of another form is told apart and refused by name', () => {
  expect(isAkornFixture(akornText())).toBe(true);
  expect(isAkornFixture('{"cases": [{"config": {"N": 3, "kind": "hopfield"}}]}')).toBe(false);
  expect(isAkornFixture('{')).toBe(false);
  expect(() => parseAkornFixtures('{')).toThrow(AkornFixtureError);
  expect(() => parseAkornFixtures('{"cases": [{"name": "one", "config": {"ch": 4}}]}')).toThrow(/one.parameters/);
});
