import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { glyphs } from '@hkmem/datasets';
import { run } from '@hkmem/release/run';
import { describeOn } from '@hkmem/vitest-preset/device';
import { expect, inject, test } from 'vitest';
import webpack from 'webpack';
import { browserAbsence, visit } from '../src/browser.ts';
import { bundle } from '../src/bundle.ts';
import { root } from '../src/prepare.ts';
import { startRedis } from '../src/redis.ts';

const { library, commandLine } = inject('prepared');
const recipes = join(library, 'recipes');
cpSync(join(root, 'apps/examples/recipes'), recipes, { recursive: true });

async function printed(file: string, ...args: readonly string[]): Promise<string> {
  const { stdout, stderr, status } = await run(process.execPath, [file, ...args], { cwd: recipes });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout;
}

test('patterns are stored and restored', async () => {
  expect(await printed('store-and-restore.ts')).toBe('8 of 8 restored\n');
});

test('an energy that is written falls', async () => {
  expect(await printed('write-an-energy.ts')).toBe('energy falls: true never rises: true\n');
});

test('a memory is trained on a folder of PNG files', async () => {
  // The decoder's own package writes them.
  const { encode } = (await import(pathToFileURL(join(library, 'node_modules/fast-png/lib/index.js')).href)) as {
    encode(image: object): Uint8Array;
  };
  let draws = 0;
  const uniform = (count: number): Float64Array =>
    Float64Array.from({ length: count }, () => {
      draws += 1;
      return (0.754877 * draws) % 1;
    });
  const { train } = glyphs({ count: 100, random: { uniform }, size: 12 });
  for (let n = 0; n < train.count; n++) {
    const digit = train.labels[n]!;
    if (digit > 2) continue;
    const folder = join(recipes, 'digits', ['nought', 'one', 'two'][digit]!);
    mkdirSync(folder, { recursive: true });
    // Dark ink on paper.
    const data = train.images.subarray(144 * n, 144 * (n + 1)).map((level) => 255 - level);
    writeFileSync(join(folder, `${n}.png`), encode({ width: 12, height: 12, channels: 1, depth: 8, data }));
  }
  const lines = (await printed('own-images.ts', 'digits')).trim().split('\n');
  expect(lines[0]).toBe('24 images to learn from, classes nought, one, two');
  const [, right] = /^(\d) of 6 test images right$/.exec(lines[1]!)!;
  expect(Number(right)).toBeGreaterThanOrEqual(5);
});

describeOn('redis', spawnSync('redis-server', ['--version']).error?.message, () => {
  test('a grid runs on workers that share a queue and a store', async () => {
    const folder = join(commandLine, 'grid');
    mkdirSync(folder);
    const redis = await startRedis(folder);
    try {
      const path = `${join(commandLine, 'node_modules/.bin')}:${process.env['PATH']}`;
      const env = { HKMEM_QUEUE_URL: redis.url, PATH: path };
      const script = join(root, 'apps/examples/recipes/grid-on-machines.sh');
      const { stdout, stderr, status } = await run('sh', ['-e', script], { cwd: folder, env });
      expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
      expect(stdout).toContain('4 cells, 4 of them new');
      const table = stdout.slice(stdout.lastIndexOf('\nid '));
      expect(table.match(/^base-\w+ .* \d+(\.\d+)? /gm)).toHaveLength(4);
      expect(stdout).not.toContain('failed');
    } finally {
      await redis.stop();
    }
  });
});

test('a page with a memory and a worker is bundled by webpack without a warning', async () => {
  const page = join(recipes, 'page');
  const compiler = webpack({
    context: library,
    // As a page is written in JavaScript: types are another loader's.
    entry: join(page, 'main.js'),
    mode: 'production',
    target: 'web',
    experiments: { topLevelAwait: true },
    output: { path: join(page, 'webpack') },
    optimization: { minimize: false },
    performance: false,
  });
  for (const name of ['memory', 'main', 'worker']) {
    const text = stripTypeScriptTypes(readFileSync(join(page, `${name}.ts`), 'utf8'));
    writeFileSync(join(page, `${name}.js`), text.replaceAll(/'(\.\/\w+)\.ts'/g, "'$1.js'"));
  }
  const { errors, warnings, assets } = await new Promise<webpack.StatsCompilation>((resolve, reject) => {
    compiler!.run((error, stats) => {
      if (error !== null || stats === undefined) reject(error ?? new Error('webpack gave nothing'));
      else resolve(stats.toJson({ all: false, errors: true, warnings: true, assets: true }));
    });
  });
  expect([...errors!, ...warnings!].map(({ message }) => message)).toEqual([]);
  // The page, its worker, and what both load when it is needed.
  expect(assets!.filter(({ name }) => name.endsWith('.js')).length).toBeGreaterThanOrEqual(2);
});

describeOn('browser', browserAbsence, () => {
  test('a page recalls by itself and in a worker, bundled by Vite without a warning', async () => {
    const page = join(recipes, 'page');
    const assets = join(library, 'node_modules/@tensorflow/tfjs-backend-wasm/dist');
    cpSync(assets, join(page, 'public/tfjs'), { recursive: true, filter: (path) => !/\.(js|ts|map)$/.test(path) });
    const { warnings } = await bundle({
      root: page,
      worker: { format: 'es' },
      build: { target: 'es2023', chunkSizeWarningLimit: 2000 },
    });
    expect(warnings).toEqual([]);
    const { value, faults } = await visit(page, '', async (opened) => {
      const both = opened.locator('pre').filter({ hasText: /^[#.]{24}$/ });
      await both.nth(1).waitFor({ timeout: 90_000 });
      return both.allTextContents();
    });
    expect(faults).toEqual([]);
    expect(value).toEqual(['#...##...######...##...#', '#..#.#.#..##...#.#..#..#']);
  });
});
