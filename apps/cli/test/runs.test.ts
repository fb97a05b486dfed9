import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { describe, expect, test } from 'vitest';
import { hkmem } from './capture.ts';

/** A memory that trains in a second in the float64 reference. */
const tiny = [
  '--data',
  'glyphs',
  '--backend',
  'cpu',
  '--hidden',
  '4',
  '--batch',
  '10',
  '--images',
  '20',
  '--look-every',
  '20',
];

function train(out: string, ...more: string[]): string[] {
  return ['train', ...tiny, '--updates', '60', '--out', out, ...more];
}

function runIn(out: string): string {
  const [name] = readdirSync(out).filter((entry) => entry.startsWith('base-'));
  return join(out, name!);
}

/** Aborts once a log has so many lines, looking every few milliseconds. */
function abortAt(lines: number, out: string): AbortSignal {
  const controller = new AbortController();
  const look = (): void => {
    const log = existsSync(out) && readdirSync(out).length > 0 ? join(runIn(out), 'log.jsonl') : '';
    if (existsSync(log) && readFileSync(log, 'utf8').split('\n').length > lines) controller.abort();
    else setTimeout(look, 2);
  };
  look();
  return controller.signal;
}

describe('train', () => {
  test('a run that is stopped and resumed equals one that was not', async () => {
    const [whole, parts] = [temporaryFolder(), temporaryFolder()];
    expect((await hkmem(train(whole, '--json'))).code).toBe(0);
    const stopped = await hkmem(train(parts), { interrupt: abortAt(10, parts) });
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toMatch(
      /stopped after update \d+ of 60; the checkpoint is in .*\nTo go on: hkmem train .*--resume/,
    );
    const done = Number(/after update (\d+)/.exec(stopped.stderr)![1]);
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(60);
    const resumed = await hkmem(train(parts, '--resume', '--json'));
    expect(resumed.code).toBe(0);
    expect(resumed.stderr).toContain(`from ${done} of 60 updates`);
    const weights = (out: string): Buffer => readFileSync(join(runIn(out), 'weights.safetensors'));
    expect(weights(parts).equals(weights(whole))).toBe(true);
    const updates = (out: string): unknown[] => {
      const lines = readFileSync(join(runIn(out), 'log.jsonl'), 'utf8')
        .trim()
        .split('\n');
      return lines
        .map((line) => JSON.parse(line))
        .flatMap(({ kind, update, loss }) => (kind === 'update' ? [[update, loss]] : []));
    };
    expect(updates(parts)).toEqual(updates(whole));
  });

  test('writes its files, and a second call uses them again', async () => {
    const out = temporaryFolder();
    const first = await hkmem(train(out, '--json', '--energy'));
    const summary = JSON.parse(first.stdout) as Record<string, unknown>;
    expect(summary).toMatchObject({
      task: 'base',
      updates: 60,
      count: 20,
      reused: false,
      energyRise: expect.any(Number),
    });
    expect(readdirSync(runIn(out)).sort()).toEqual([
      'checkpoint.safetensors',
      'config.json',
      'evaluation.json',
      'figures',
      'log.jsonl',
      'look.json',
      'report.md',
      'results.csv',
      'weights.safetensors',
    ]);
    const second = await hkmem(train(out, '--json', '--energy'));
    expect(JSON.parse(second.stdout)).toEqual({ ...summary, reused: true });
    const fresh = await hkmem(train(out, '--json', '--fresh'));
    expect(JSON.parse(fresh.stdout)).toMatchObject({ accuracy: summary['accuracy'], reused: false });
  });

  test('a folder to resume gives its settings, and refuses others field by field', async () => {
    const out = temporaryFolder();
    await hkmem(train(out), { interrupt: abortAt(5, out) });
    const folder = runIn(out);
    const other = await hkmem(['train', '--backend', 'cpu', '--resume', folder, '--batch', '11', '--steps', '3']);
    expect(other.code).toBe(1);
    expect(other.stderr).toMatch(/batch is 10 there, 11 here; flow.steps is 2 there, 3 here/);
    const same = await hkmem(['train', '--backend', 'cpu', '--resume', folder, '--images', '20', '--json']);
    expect(JSON.parse(same.stdout)).toMatchObject({ updates: 60, folder });
  });

  test('a checkpoint that is cut short or of another run is refused and kept', async () => {
    const [out, another] = [temporaryFolder(), temporaryFolder()];
    await hkmem(train(out), { interrupt: abortAt(5, out) });
    const path = join(runIn(out), 'checkpoint.safetensors');
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, bytes.length - 100));
    const cut = await hkmem(train(out));
    expect(cut.code).toBe(1);
    expect(cut.stderr).toMatch(/checkpoint.safetensors' cannot be used: .*cut short/);
    expect(readFileSync(path).length).toBe(bytes.length - 100);
    await hkmem(train(another, '--seed', '2', '--rate', '0.001'), { interrupt: abortAt(5, another) });
    writeFileSync(path, readFileSync(join(runIn(another), 'checkpoint.safetensors')));
    const foreign = await hkmem(train(out));
    expect(foreign.code).toBe(1);
    expect(foreign.stderr).toMatch(/seed: got 2, expected 1/);
    expect(foreign.stderr).toMatch(/optimiser.rate: got 0.001, expected 0.003/);
  });

  test('a folder that cannot be written is named', async () => {
    const out = temporaryFolder();
    writeFileSync(join(out, 'file'), '');
    const { code, stderr } = await hkmem(train(join(out, 'file', 'runs')));
    expect(code).toBe(1);
    expect(stderr).toMatch(/cannot write '.*file.runs.*--out/);
  });

  test('Fashion-MNIST without a folder says how to get it', async () => {
    const { code, stderr } = await hkmem([
      'train',
      '--data',
      'fashion',
      '--backend',
      'cpu',
      '--out',
      temporaryFolder(),
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain('--data-dir');
  });
});

test('an edit leaves the base as it is; eval and recall read what it made', async () => {
  const out = temporaryFolder();
  await hkmem(train(out));
  const base = join(runIn(out), 'weights.safetensors');
  const settings = ['--updates', '3', '--batch', '5', '--neighbours', '8', '--images', '20', '--look-every', '0'];
  const edit = await hkmem([
    'edit',
    '--base',
    base,
    '--task',
    'swap',
    '--backend',
    'cpu',
    '--out',
    out,
    ...settings,
    '--json',
  ]);
  expect(edit.code).toBe(0);
  const summary = JSON.parse(edit.stdout) as { folder: string; accuracy: number; unedited: number };
  const weights = join(summary.folder, 'weights.safetensors');

  const read = (flags: string[]): Promise<unknown> =>
    hkmem([...flags, '--backend', 'cpu', '--json']).then(({ stdout }) => JSON.parse(stdout) as unknown);
  const evaluate = (file: string, ...more: string[]) => read(['eval', '--weights', file, '--images', '20', ...more]);
  expect(await evaluate(weights)).toMatchObject({ task: 'swap', accuracy: summary.accuracy, count: 20 });
  // The base held against the edited labels is the column 'unedited'.
  expect(await evaluate(base, '--task', 'swap')).toMatchObject({ task: 'swap', accuracy: summary.unedited });

  const figure = join(out, 'recall.svg');
  const digit = ['--digit', '7', '--corrupt', 'noise:0.2'];
  const found = (await read(['recall', '--weights', weights, ...digit, '--figure', figure])) as {
    answer: number;
    label: number;
    outputs: number[];
    energies: { t: number; total: number; coupling: number }[];
  };
  expect(found.label).toBe(7);
  expect(found.answer).toBe(found.outputs.indexOf(Math.max(...found.outputs)));
  expect(found.energies.at(-1)!.t).toBe(1);
  expect(found.energies[0]!.coupling).toBeTypeOf('number');
  for (let n = 1; n < found.energies.length; n++) {
    // rtol 1e-5: what the integrator adds stays far below 1e-6 of the energy's size.
    const before = found.energies[n - 1]!.total;
    expect(found.energies[n]!.total - before).toBeLessThan(1e-6 * Math.max(1, Math.abs(before)));
  }
  expect(readFileSync(figure, 'utf8')).toMatch(/^<svg/);

  const context = await hkmem(['recall', '--weights', weights, '--digit', '7', '--context', '1', '--backend', 'cpu']);
  expect([context.code, context.stderr]).toEqual([2, expect.stringContaining('sees no paired image')]);
  const again = await hkmem(['edit', '--base', weights, '--task', 'swap', '--backend', 'cpu', '--out', out]);
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('one made by `hkmem train`')]);
});

test('start trains, edits, judges twice, reports, and finds it all again', async () => {
  const out = temporaryFolder();
  const config = join(out, 'tiny.yaml');
  writeFileSync(
    config,
    [
      'tasks: [swap, associative-conflation]',
      'agreement: { rtol: 1e-4, atol: 1e-6, images: 5 }',
      'restImages: 2',
      'rest: { memory: { layers: [4] }, updates: 3, batch: 4 }',
      'base: { updates: 8, batch: 5, memory: { hidden: 4 }, evaluation: { images: 10, every: 4, everyImages: 5 } }',
      'edit: { updates: 2, batch: 4, graph: { neighbours: 6 }, evaluation: { images: 10, every: 0 }, bias: null }',
      'edits: { swap: { updates: 3 } }',
    ].join('\n'),
  );
  const argv = ['start', '--data', 'glyphs', '--backend', 'cpu', '--config', config, '--out', join(out, 'runs')];
  const first = await hkmem([...argv, '--json']);
  expect(first.stderr).toMatch(/base: 8 updates of 5 images at \d+ ms, then 10 test images: about/);
  expect(first.code).toBe(0);
  const summary = JSON.parse(first.stdout) as {
    folder: string;
    base: object;
    edits: { task: string }[];
    figures: { file: string }[];
  };
  expect(summary.edits).toMatchObject([
    { task: 'swap', updates: 3, count: 10 },
    { task: 'associative-conflation', updates: 2, count: 10 },
  ]);
  expect(summary.figures.map(({ file }) => file)).toEqual([
    'figures/rest.svg',
    'figures/curves-base.svg',
    'figures/curves-swap.svg',
    'figures/curves-associative-conflation.svg',
    'figures/digits.svg',
    'figures/energy.svg',
    'figures/correction.svg',
  ]);
  const report = readFileSync(join(summary.folder, 'report.md'), 'utf8');
  for (const { file } of summary.figures) {
    expect(report).toContain(`](${file})`);
    for (const name of [file, file.replace('.svg', '.png')]) expect(existsSync(join(summary.folder, name))).toBe(true);
  }
  expect(report).toMatch(/\| base memory +\|/);
  expect(readFileSync(join(summary.folder, 'results.csv'), 'utf8').trim().split('\n')).toHaveLength(4);

  const second = await hkmem([...argv, '--json']);
  expect(second.stderr).toBe('');
  expect(JSON.parse(second.stdout)).toEqual({ ...summary, reused: true });
});
