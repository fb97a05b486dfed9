import { type Backend, cpuBackend } from '@hkmem/backend';
import { referenceText } from '@hkmem/fixtures';
import { beforeAll, describe, expect, test } from 'vitest';
import { FixtureError, parseFixtures } from './fixture.ts';
import { verifyCase } from './verify.ts';

describe('the float64 reference meets independent values', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await cpuBackend.create({});
  });
  test.for(parseFixtures(referenceText()).map((fixture) => [fixture.name, fixture] as const))(
    '%s',
    async ([, fixture]) => {
      const report = await verifyCase(backend, fixture);
      expect(report.checks.length).toBeGreaterThan(4);
      expect(report.checks.filter((check) => !check.passed)).toEqual([]);
    },
  );

  test('a wrong value is found', async () => {
    const fixture = parseFixtures(referenceText())[0]!;
    fixture.field.x![3]! += 1e-6;
    const report = await verifyCase(backend, fixture);
    expect(report.passed).toBe(false);
    expect(report.checks.filter((check) => !check.passed).map((check) => [check.quantity, check.index])).toEqual([
      ['field.x', 3],
    ]);
  });
});

test('a file of another form is refused by name', () => {
  expect(() => parseFixtures('{')).toThrow(FixtureError);
  expect(() => parseFixtures('{"cases": 3}')).toThrow(/cases should be a list/);
  expect(() => parseFixtures('{"cases": [{"name": "one"}]}')).toThrow(/one.config should be an object/);
});

test('a file with a byte order mark is read; one of UTF-16 or of 8,000 levels is refused by name', () => {
  expect(parseFixtures(`\uFEFF${referenceText()}`)).toEqual(parseFixtures(referenceText()));
  const text = '\uFEFF{"cases": []}';
  const wide = new TextDecoder().decode(Buffer.from(text, 'utf16le'));
  expect(() => parseFixtures(wide)).toThrow(FixtureError);
  expect(() => parseFixtures(wide)).toThrow(/UTF-16/);
  for (const deep of ['['.repeat(8_000) + ']'.repeat(8_000), '{"a":'.repeat(8_000) + '1'.concat('}'.repeat(8_000))]) {
    expect(() => parseFixtures(`{"cases": [{"params": ${deep}}]}`)).toThrow(FixtureError);
    expect(() => parseFixtures(`{"cases": [{"params": ${deep}}]}`)).toThrow(/nested more than 500 levels/);
  }
});
