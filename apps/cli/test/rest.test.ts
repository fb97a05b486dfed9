import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hkmem } from './capture.ts';

const folder = mkdtempSync(join(tmpdir(), 'hkmem-rest-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The weights of a glyph memory of some activity. */
async function trained(activation: string): Promise<string> {
  const out = join(folder, activation);
  const settings = ['--data', 'glyphs', '--updates', '40', '--images', '20', '--activation', activation];
  expect(await hkmem(['train', ...settings, '--out', out, '--quiet'])).toMatchObject({ code: 0 });
  return join(out, readdirSync(out)[0]!, 'weights.safetensors');
}

let bounded: string;
let boundless: string;
beforeAll(async () => {
  bounded = await trained('tanh');
  boundless = await trained('relu');
});

describe('info FILE', () => {
  test('says what promises a memory of bounded activities makes', async () => {
    const { code, stdout } = await hkmem(['info', bounded]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^base memory, 40 updates, seed 1; trained by .*\nSHA-256 [0-9a-f]{64}\n/);
    expect(stdout).toContain('hopfield.weights  104 x 104');
    expect(stdout).toMatch(/The energy is nowhere below -[\d.]+\. It never rises, so the flow comes to rest\./);
  });

  test('gives the direction in which an energy falls without end, as numbers', async () => {
    const { stdout } = await hkmem(['info', boundless, '--json']);
    const { certificate, system } = JSON.parse(stdout) as {
      certificate: { kind: string; rate: number; spectrum: { low: number } };
      system: object;
    };
    expect(certificate).toMatchObject({ kind: 'direction', descends: true });
    expect(certificate.rate).toBeGreaterThan(0);
    expect(certificate.spectrum.low).toBeGreaterThan(1);
    expect(system).toMatchObject({ neurons: 104, threshold: { activation: 'relu' } });
  });

  test('refuses what is no memory', async () => {
    const { code, stderr } = await hkmem(['info', import.meta.filename]);
    expect(code).toBe(2);
    expect(stderr).toContain('rest.test.ts');
    expect((await hkmem(['info', join(folder, 'nowhere')])).code).toBe(2);
  });
});

describe('recall --settle', () => {
  test('ends at rest, with the certificate', async () => {
    const argv = ['recall', '--weights', bounded, '--digit', '3', '--settle', '--quiet'];
    const { code, stdout } = await hkmem(argv);
    expect(code).toBe(0);
    expect(stdout).toMatch(/then at rest: root mean square of the field \d\.\de-\d/);
    const { rest } = JSON.parse((await hkmem([...argv, '--json'])).stdout) as {
      rest: { code: string; norm: number; tolerance: number; energy: number; certificate: { floor: number } };
    };
    expect(rest.code).toBe('at-rest');
    expect(rest.norm).toBeLessThanOrEqual(rest.tolerance);
    expect(rest.energy).toBeGreaterThan(rest.certificate.floor);
  });

  test('is refused before anything is computed where the energy has no floor, with the ways out', async () => {
    const { code, stdout, stderr } = await hkmem(['recall', '--weights', boundless, '--digit', '3', '--settle']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/no floor: it falls as -[\d.]+ t\^2 .*end time/s);
    expect((await hkmem(['recall', '--weights', boundless, '--digit', '3', '--until', '1'])).code).toBe(0);
  });
});

test('a memory of one hidden layer is trained', async () => {
  const out = join(folder, 'layers');
  const settings = ['--data', 'glyphs', '--layers', '12', '--updates', '2', '--images', '5', '--backend', 'cpu'];
  expect(await hkmem(['train', ...settings, '--out', out, '--quiet'])).toMatchObject({ code: 0, stderr: '' });
});
