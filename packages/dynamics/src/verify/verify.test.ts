import { type Backend, cpuBackend } from '@hkmem/backend';
import { referenceText } from '@hkmem/fixtures';
import { lawFromText, type PairLaw } from '@hkmem/laws';
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

test('a law of three parameters and a coupling with another name meet the values of what they are written as', async () => {
  type Json = Record<string, Record<string, unknown>>;
  const file = JSON.parse(referenceText()) as { cases: (Json & { name: string })[] };
  const given = file.cases.find(
    ({ config }) => config!['interaction'] === 'sigmoid' && config!['coupling'] === 'additive',
  )!;
  const { A: P, B: Q } = given['params']!['phi'] as Record<string, unknown>;
  const { alpha: k, ...params } = given['params']!;
  const { 'phi.A': dP, 'phi.B': dQ, alpha: dk, ...grad } = given['loss']!['grad'] as Record<string, unknown>;
  const renamed = {
    ...given,
    config: {
      ...given['config'],
      interaction: 'P * r + Q * softplus(beta * r) / beta; P: edge, Q: edge, beta: one',
      coupling: '-k * r * gi * gj; k: one',
    },
    params: { ...params, phi: { P, Q, beta: [1] }, psi: { k } },
    loss: { ...given['loss'], grad: { ...grad, 'phi.P': dP, 'phi.Q': dQ, 'psi.k': dk } },
  };
  const lawOf = (text: string): PairLaw => lawFromText('pair', text) as PairLaw;
  const [fixture] = parseFixtures(JSON.stringify({ cases: [renamed] }), lawOf);
  const report = await verifyCase(await cpuBackend.create({}), fixture!);
  expect(report.checks.map(({ quantity }) => quantity)).toEqual(
    expect.arrayContaining(['gradient kuramoto.P', 'gradient kuramoto.Q', 'gradient coupling.k']),
  );
  expect(report.checks.filter(({ passed }) => !passed)).toEqual([]);
  renamed.params.phi = { ...renamed.params.phi, other: [1] } as typeof renamed.params.phi;
  expect(() => parseFixtures(JSON.stringify({ cases: [renamed] }))).toThrow(
    /config.interaction should be one of linear/,
  );
  expect(() => parseFixtures(JSON.stringify({ cases: [renamed] }), lawOf)).toThrow(
    /'phi.other' should be one of .*phi.beta/,
  );
});
