import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { patternOf } from '../src/lib/patterns.ts';
import { backendsProgram } from '../src/programs/backends-program.ts';
import { bindProgram } from '../src/programs/bind-program.ts';
import { classifyProgram } from '../src/programs/classify-program.ts';
import { lawsProgram } from '../src/programs/laws-program.ts';
import { rememberProgram } from '../src/programs/remember-program.ts';
import { restoreProgram } from '../src/programs/restore-program.ts';
import { settleProgram } from '../src/programs/settle-program.ts';
import { synchroniseProgram } from '../src/programs/synchronise-program.ts';
import { trainProgram } from '../src/programs/train-program.ts';
import type { StoreRule } from '../src/worker/store-protocol.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const weightsFolder = join(root, 'public/weights');
const digits = new Uint8Array(gunzipSync(readFileSync(join(weightsFolder, 'digits.bin'))));
const digit = (place: number): Uint8Array => digits.subarray(784 * place, 784 * (place + 1));
/** Four test images of every digit, in order. */
const sample = (label: number, example: number, index: number) =>
  ({ kind: 'sample', place: 4 * label + example, index, label }) as const;
const undamaged = { kind: 'none', level: 0, half: 'top', size: 8, seed: 1 };

let folder: string;
let weights: string;
let close: () => void;

beforeAll(async () => {
  // Within the workspace, where the packages are found.
  folder = mkdtempSync(join(root, 'program-'));
  const server = createServer((request, response) =>
    response.end(readFileSync(join(weightsFolder, basename(request.url!)))),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  weights = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  close = () => server.close();
});
afterAll(() => {
  close();
  rmSync(folder, { recursive: true });
});

/** What programs print, copied as they stand, one after another in one process; by name. */
async function printed<Name extends string>(programs: Readonly<Record<Name, string>>): Promise<Record<Name, string>> {
  const names = Object.keys(programs) as Name[];
  for (const name of names) writeFileSync(join(folder, `${name}.ts`), programs[name]);
  const all = join(folder, `${names.join('-')}-all.ts`);
  writeFileSync(all, names.map((name) => `console.log('=== ${name}');\nawait import('./${name}.ts');\n`).join(''));
  const { stdout, stderr } = await ran(all);
  expect(stderr).toBe('');
  const parts = stdout.split(/^=== (.*)\n/m).slice(1);
  return Object.fromEntries(names.map((name) => [name, parts[parts.indexOf(name) + 1]])) as Record<Name, string>;
}

/** How a program ended, with what it wrote. */
function ran(file: string, environment: NodeJS.ProcessEnv = {}): Promise<{ stdout: string; stderr: string }> {
  const env = { ...process.env, NODE_OPTIONS: '', ...environment };
  return promisify(execFile)(process.execPath, [file], { env });
}

test('Restore: a covered seven comes to rest as a seven, and so does what was drawn', async () => {
  const cover = { kind: 'occlude', level: 0, half: 'top', size: 12, seed: 1 };
  const drawing = { kind: 'drawing', pixels: Float32Array.from(digit(12), (level) => level / 255) } as const;
  const { restore, drawn } = await printed({
    restore: restoreProgram(weights, sample(7, 0, 0), cover),
    drawn: restoreProgram(weights, drawing, undamaged),
  });
  expect(restore).toMatch(/answers 7; at-rest, minimum, energy -60\.15/);
  expect(drawn).toMatch(/answers 3; at-rest/);
});

test('Remember: a half erased picture is back to the last pixel, by each rule', async () => {
  const patterns = [0, 1, 2, 3].map((label) => patternOf(digit(4 * label), 128));
  const erased = { kind: 'erase', level: 0, half: 'top', size: 8, seed: 4 };
  const program = (rule: StoreRule): string => rememberProgram(rule, patterns, 3, erased);
  const found = await printed({
    projection: program('projection'),
    dense: program('dense'),
    perceptron: program('perceptron'),
  });
  for (const text of Object.values(found)) expect(text).toMatch(/picture 4, 0 of 784 pixels wrong/);
});

test('Classify and Bind: the memory answers, and the context flips the answer', async () => {
  const view = { image: sample(0, 1, 10), contexts: [0, 4], alpha: -0.1 };
  const { classify, bind } = await printed({
    classify: classifyProgram(weights, sample(3, 0, 18), undamaged),
    bind: bindProgram(weights, view),
  });
  expect(classify).toMatch(/answers 3; .*\nenergy .* at t = 0, -491\.\d\d at t = 1/);
  expect(bind).toBe('context 0: answers 0\ncontext 1: answers 1\n');
});

test('Synchronise and Laws: oscillators agree, and laws flow down', async () => {
  const population = {
    neurons: 64,
    dimension: 3,
    graph: 'small-world',
    interaction: 'linear',
    omega: 'none',
    pull: 'attract',
    seed: 1,
  } as const;
  const turns = { graph: 'grid', interaction: 'tanh', omega: 'local', pull: 'mixed', dimension: 2 } as const;
  const law = { formula: '(relu(x)^2 - relu(x - 1)^2) / 2', A: -1, weight: 1.5 };
  const { synchronise, turning, lagrangian, pair } = await printed({
    synchronise: synchroniseProgram(population),
    turning: synchroniseProgram({ ...population, ...turns }),
    lagrangian: lawsProgram({ kind: 'lagrangian', ...law }),
    pair: lawsProgram({ ...law, kind: 'pair', formula: 'A * r + r^2' }),
  });
  expect(synchronise).toMatch(/order parameter 0\.\d\d at t = 0, 1\.00 at t = 12/);
  expect(turning).toMatch(/order parameter/);
  expect(lagrangian).toMatch(/nowhere below .*\nfrom x = -3 to /);
  expect(pair).toMatch(/from an angle of 3 to /);
});

test('Settle: oscillators settle on a board, and their answer is counted', async () => {
  const solved = '534678912672195348198342567859761423426853791713924856961537284287419635345286179';
  const view = { board: `0${solved.slice(1, 40)}0${solved.slice(41)}`, starts: 2, steps: 8, seed: 1 };
  const { settle } = await printed({ settle: settleProgram(weights, view) });
  const lines = settle.trim().split('\n');
  expect(lines).toHaveLength(10);
  expect(lines[9]).toMatch(/start [12] of 2: 2 of 2 empty cells are right/);
});

test('Train and Backends: an edit is learned, and each backend is timed or says why not', async () => {
  const { train } = await printed({ train: trainProgram('swap') });
  const [before, after] = [...train.matchAll(/edit ([\d.]+) %/g)].map(([, share]) => Number(share));
  expect(after!).toBeGreaterThan(before! + 10);
  // Without a driver, where WebGPU would take a minute of the processor for what pages show elsewhere.
  const none = { VK_ICD_FILENAMES: '/nowhere', VK_DRIVER_FILES: '/nowhere' };
  const file = join(folder, 'backends.ts');
  writeFileSync(file, backendsProgram(1));
  const { stdout: lines, stderr } = await ran(file, none);
  // The loader of drivers warns that none is there, with the place in its sources.
  expect(stderr.replace(/^(Warning: vkCreateInstance.*| +at CheckVkSuccessImpl .*)?\n?/gm, '')).toBe('');
  for (const name of ['webgpu', 'wasm', 'cpu']) expect(lines).toMatch(new RegExp(`^${name}: `, 'm'));
});
