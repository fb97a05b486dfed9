import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '@hkmem/release/run';
import { describeOn } from '@hkmem/vitest-preset/device';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { browserAbsence, openPage } from '../src/browser.ts';
import { installAsSaid } from '../src/install.ts';
import { root } from '../src/prepare.ts';
import { freePort } from '../src/redis.ts';

const { library, tarballs } = inject('prepared');
const folder = join(library, '..', 'next');
const letters = ['#...##...######...##...#', '#..#.#.#..##...#.#..#..#'];
/** Next and what builds it take minutes on a machine that does other things as well. */
const patience = 580_000;

describeOn('browser', browserAbsence, () => {
  let address: string;
  let stop = async (): Promise<void> => {};

  beforeAll(async () => {
    cpSync(join(root, 'apps/examples/recipes/next'), folder, { recursive: true });
    const page = readFileSync(join(root, 'apps/docs/guide/recipes.md'), 'utf8');
    await installAsSaid(folder, tarballs, /`(npm install next@[^`]+)`/.exec(page)![1]!);
    const assets = join(folder, 'node_modules/@tensorflow/tfjs-backend-wasm/dist');
    cpSync(assets, join(folder, 'public/tfjs'), { recursive: true, filter: (path) => !/\.(js|ts|map)$/.test(path) });
    const env = { NEXT_TELEMETRY_DISABLED: '1', NODE_OPTIONS: '' };
    const { stdout, stderr, status } = await run('npx', ['next', 'build'], { cwd: folder, env });
    expect(status, `${stdout}${stderr}`).toBe(0);
    const port = await freePort();
    const args = [join(folder, 'node_modules/next/dist/bin/next'), 'start', '-H', '127.0.0.1', '-p', String(port)];
    const server = spawn(process.execPath, args, { cwd: folder, env: { ...process.env, ...env } });
    stop = async () => {
      const ended = once(server, 'close');
      server.kill();
      await ended;
    };
    address = `http://127.0.0.1:${port}/`;
    await new Promise<void>((resolve, reject) => {
      let said = '';
      const hear = (part: Buffer): void => {
        said += String(part);
        if (said.includes('Ready in')) resolve();
      };
      server.stdout.on('data', hear);
      server.stderr.on('data', hear);
      server.on('close', () => reject(new Error(`next start ended: ${said}`)));
    });
  }, patience);
  afterAll(() => stop());

  test('Next answers a request with what the memory recalls on the server', async () => {
    for (const letter of [0, 1]) {
      const html = await (await fetch(`${address}?letter=${letter}`)).text();
      expect(html).toContain(`<pre id="server">${letters[letter]}</pre>`);
      expect(html).toContain('<pre id="browser"></pre>');
    }
  });

  test('what the server loads has nothing of the backend on wasm, and what the browser loads has', () => {
    const holding = (place: string): readonly string[] => {
      const files = globSync(`.next/${place}/**/*.js`, { cwd: folder });
      expect(files.length, place).toBeGreaterThan(0);
      return files.filter((file) => readFileSync(join(folder, file), 'utf8').includes('tfjs-backend-wasm'));
    };
    expect(holding('server')).toEqual([]);
    expect(holding('static').length).toBeGreaterThan(0);
  });

  test('the browser recalls the other letter in a worker, on wasm', async () => {
    const { value, faults } = await openPage(address, async (page) => {
      await expect.poll(() => page.locator('#browser').textContent(), { timeout: 90_000 }).not.toBe('');
      return [await page.locator('#browser').textContent(), page.workers().length];
    });
    expect(faults).toEqual([]);
    expect(value).toEqual([letters[1], 1]);
  });
});
