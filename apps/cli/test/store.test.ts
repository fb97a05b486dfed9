import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { hkmem } from './capture.ts';

const folder = mkdtempSync(join(tmpdir(), 'hkmem-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A picture of ink on paper, as SVG of 12 x 12. */
function picture(name: string, shapes: string): string {
  const path = join(folder, name);
  mkdirSync(join(folder, 'pictures'), { recursive: true });
  writeFileSync(
    path,
    `<svg xmlns="http://www.w3.org/2000/svg" width="12" height="12" viewBox="0 0 12 12"><rect width="12" height="12" fill="white"/>${shapes}</svg>`,
  );
  return path;
}

const bar = picture('pictures/bar.svg', '<rect x="5" y="0" width="2" height="12"/>');
const box = picture('pictures/box.svg', '<rect x="1" y="1" width="5" height="5"/>');
const roof = picture('roof.svg', '<path d="M0 12 L6 2 L12 12 Z"/>');
const memory = join(folder, 'memory.safetensors');

describe('store', () => {
  test('takes folders and files, and recall restores a damaged picture with its path drawn', async () => {
    const stored = await hkmem(['store', join(folder, 'pictures'), roof, '--size', '12x12', '-o', memory, '--json']);
    expect([stored.code, stored.stderr]).toEqual([0, '']);
    expect(JSON.parse(stored.stdout)).toMatchObject({ names: ['bar.svg', 'box.svg', 'roof.svg'], lost: [0, 0, 0] });

    const figure = join(folder, 'recall.svg');
    const back = await hkmem([
      'recall',
      '--weights',
      memory,
      '--digit',
      '2',
      '--corrupt',
      'noise:0.2',
      '--figure',
      figure,
      '--backend',
      'cpu',
    ]);
    expect([back.code, back.stderr]).toEqual([0, '']);
    expect(back.stdout).toContain("answer: 'roof.svg', 0.00 % of the pixels wrong");
    expect(back.stdout).toContain('\nsure: the cue resembles it most');
    expect(back.stdout).toContain('steady-state');
    const drawn = readFileSync(figure, 'utf8');
    for (const text of ['cue', 'roof.svg', 'Energy along the recall']) expect(drawn).toContain(text);

    const given = await hkmem(['recall', '--weights', memory, '--digit', box, '--backend', 'cpu', '--json']);
    expect(JSON.parse(given.stdout)).toMatchObject({ answer: 'box.svg', wrong: 0, recalled: true, opposite: false });
  });

  test('a cue that fits nothing is answered so', async () => {
    const far = picture(
      'far.svg',
      '<path d="M0 0H3V3H0Z M6 0H9V3H6Z M3 3H6V6H3Z M9 3H12V6H9Z M0 6H3V9H0Z M6 6H9V9H6Z M3 9H6V12H3Z M9 9H12V12H9Z"/>',
    );
    const { stdout, code } = await hkmem(['recall', '--weights', memory, '--digit', far, '--backend', 'cpu', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ sure: false });
    const text = await hkmem(['recall', '--weights', memory, '--digit', far, '--backend', 'cpu']);
    expect(text.stdout).toContain('not sure: the cue resembles');
  });

  test('one picture alone', async () => {
    const output = join(folder, 'one.safetensors');
    const { code, stdout } = await hkmem(['store', roof, '--size', '12x12', '-o', output]);
    expect(code).toBe(0);
    expect(stdout).toContain('1 picture of 12 x 12 pixels');
    const flags = ['--weights', output, '--digit', '0', '--corrupt', 'noise:0.3', '--backend', 'cpu'];
    expect((await hkmem(['recall', ...flags])).stdout).toContain("answer: 'roof.svg', 0.00 % of the pixels wrong");
  });

  test('info names what is stored', async () => {
    const { code, stdout } = await hkmem(['info', memory]);
    expect(code).toBe(0);
    expect(stdout).toContain('3 pictures of 12 x 12 pixels');
    expect(stdout).toContain('bar.svg, box.svg, roof.svg');
  });

  test('eval damages every picture in ten ways', async () => {
    const { code, stdout } = await hkmem(['eval', '--weights', memory, '--backend', 'cpu', '--json']);
    expect(code).toBe(0);
    const { scores } = JSON.parse(stdout) as { scores: { damage: string; exact: number; near: number }[] };
    expect(scores.map(({ damage }) => damage)).toHaveLength(10);
    expect(scores[0]).toMatchObject({ damage: 'none', exact: 1, near: 1 });
    expect(scores.find(({ damage }) => damage === 'noise 0.2')!.near).toBe(1);
  });

  test.each(['log-sum-exp', 'log-sum-relu', 'polynomial'])(
    'as a dense memory: %s, for recall, eval and info',
    async (rule) => {
      const output = join(folder, `${rule}.safetensors`);
      const settings = rule === 'polynomial' ? ['--degree', '5', '--gain', '8'] : [];
      const made = await hkmem(['store', '--data', 'glyphs', '--rule', rule, ...settings, '-o', output]);
      expect([made.code, made.stderr]).toEqual([0, '']);
      expect(made.stdout).toContain(`10 pictures of 8 x 8 pixels by the rule '${rule}': `);
      const figure = join(folder, `${rule}.svg`);
      const flags = ['--weights', output, '--backend', 'cpu'];
      const noise = rule === 'log-sum-relu' ? 'noise:0.02' : 'noise:0.1';
      const back = await hkmem(['recall', ...flags, '--digit', '3', '--corrupt', noise, '--figure', figure]);
      expect([back.code, back.stderr]).toEqual([0, '']);
      expect(back.stdout).toContain("answer: 'a 3', 0.00 % of the pixels wrong");
      expect(readFileSync(figure, 'utf8')).toContain('Energy along the recall');
      if (rule === 'log-sum-relu') {
        const beyond = await hkmem(['recall', ...flags, '--digit', '3', '--corrupt', 'noise:0.1']);
        expect(beyond.stdout).toMatch(/answer: nothing that is stored; nearest is 'a 3'.*\nnot sure/);
      }
      const judged = await hkmem(['eval', ...flags, '--json']);
      const { scores } = JSON.parse(judged.stdout) as { scores: { damage: string; exact: number }[] };
      expect(scores[0]).toMatchObject({ damage: 'none', exact: 1 });
      expect((await hkmem(['info', output])).stdout).toContain('10 pictures of 8 x 8 pixels');
    },
  );

  test('stores the first of each class of a data set', async () => {
    const output = join(folder, 'glyphs.safetensors');
    const { code, stdout } = await hkmem(['store', '--data', 'glyphs', '-o', output]);
    expect(code).toBe(0);
    expect(stdout).toContain('10 pictures of 8 x 8 pixels');
    expect(stdout).toContain('each is held to the last pixel');
  });
});

describe('what cannot be stored is refused, and no file is left', () => {
  const output = join(folder, 'refused.safetensors');
  test.each([
    ['nothing', [], /got no pictures/],
    ['a doubled picture', [bar, bar], /pattern 1 \('bar.svg'\): it equals pattern 0 \('bar.svg'\)/],
    ['a picture that is none', [join(folder, 'pictures.txt')], /pictures.txt/],
    ['a size that is none', [bar, '--size', '12'], /--size: got '12'/],
    ['a rule that is none', [bar, '--rule', 'hebbian'], /projection/],
    [
      'more than the rule holds',
      ['--data', 'glyphs', '--rule', 'hebb'],
      /10 patterns for the rule 'hebb'.*about 8 .*--overload/s,
    ],
    ['a setting of another rule', ['--data', 'glyphs', '--degree', '3'], /--degree: the rule 'projection' has none/],
    [
      'no number',
      ['--data', 'glyphs', '--rule', 'log-sum-exp', '--inverse-temperature', '0'],
      /got 0, allowed is a number above 0/,
    ],
    [
      'what a dense memory does not hold',
      ['--data', 'glyphs', '--rule', 'log-sum-exp', '--inverse-temperature', '0.0001'],
      /10 patterns in a dense memory.*--overload/s,
    ],
    ['one that is no degree', ['--data', 'glyphs', '--rule', 'polynomial', '--degree', '2.5'], /whole number from 3/],
    ['another size than the data set', [bar, '--size', '12x12', '--data', 'glyphs'], /8x8/],
  ])('%s', async (_, flags, text) => {
    const { code, stderr } = await hkmem(['store', ...flags, '-o', output]);
    expect(code).toBeGreaterThan(0);
    expect(stderr).toMatch(text);
    expect(existsSync(output)).toBe(false);
  });

  test('a picture that is not stored', async () => {
    const { code, stderr } = await hkmem(['recall', '--weights', memory, '--digit', '7']);
    expect(code).toBe(2);
    expect(stderr).toContain('a stored picture from 0 to 2');
  });

  test('a name that is no .safetensors', async () => {
    const { code, stderr } = await hkmem(['store', bar, '-o', join(folder, 'memory.bin')]);
    expect(code).toBe(2);
    expect(stderr).toContain('.safetensors');
  });
});
