import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** Runs a program of this folder as its README says, on the builds of the packages. */
function runProgram(path: string): string {
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const env = { ...process.env, NODE_OPTIONS: '' };
  const { stdout, stderr, status } = spawnSync(process.execPath, [path], { cwd, env, encoding: 'utf8' });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout;
}

test('own patterns are recalled without a wrong pixel, each to the same depth of energy', () => {
  const printed = runProgram('own-patterns/main.ts');
  const answers = [...printed.matchAll(/^(\w): (\d+) of 35 pixels wrong, energy (\S+) -> (\S+), steady-state$/gm)];
  expect(answers.map(([, name, wrong]) => `${name} ${wrong}`)).toEqual(['H 0', 'K 0', 'M 0']);
  for (const [, , , first, last] of answers) expect(Number(last)).toBeLessThan(Number(first) - 20);
});

test('an own interaction learns what the built-in one cannot', () => {
  const printed = runProgram('own-interaction/main.ts');
  const [alone, ours] = [...printed.matchAll(/: +loss (\S+) -> (\S+)$/gm)].map(([, before, after]) => ({
    before: Number(before),
    after: Number(after),
  }));
  // The linear interaction sees directions, which are random: it leaves the noise as it is. The nematic one averages
  // over the four oscillators of a group, which leaves about a quarter of it.
  expect(alone!.after).toBeGreaterThan(0.9 * alone!.before);
  expect(ours!.after).toBeLessThan(0.4 * ours!.before);
  const [, first, last] = /energy along the flow: +(\S+) -> (\S+)/.exec(printed)!;
  expect(Number(last)).toBeLessThan(Number(first));
});

test('a law of three parameters is trained, all three of them', () => {
  const printed = runProgram('three-parameters/main.ts');
  expect(printed).toMatch(/^trained kuramoto\.A, kuramoto\.C, kuramoto\.beta$/m);
  const [, before, after] = /^loss (\S+) -> (\S+)$/m.exec(printed)!.map(Number);
  // At random overlaps in R^3 the mean of (r^2 - y)^2 is above 0.1; sorted, it is the noise of some pairs.
  expect(before).toBeGreaterThan(0.05);
  expect(after).toBeLessThan(before! / 5);
  const [, beta] = /^beta 1 -> (\S+)$/m.exec(printed)!.map(Number);
  expect(Math.abs(beta! - 1)).toBeGreaterThan(0.05);
});

test('a modern Hopfield memory recalls a thousand patterns in 64 dimensions', () => {
  expect(runProgram('modern-hopfield/main.ts')).toMatch(/^recalled without a wrong entry: 1000$/m);
});
