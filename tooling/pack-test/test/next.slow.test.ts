import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '@hkmem/release/run';
import { describeOn } from '@hkmem/vitest-preset/device';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { browserAbsence, openPage } from '../src/browser.ts';
import { install } from '../src/install.ts';
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
    const names = ['@hkmem/backend', '@hkmem/backend-wasm', '@hkmem/dynamics', '@hkmem/storage'];
    await install(folder, tarballs, names, {
      '@tensorflow/tfjs-core': '4.22.0',
      next: '16.4.6',
      react: '19.3.1',
      'react-dom': '19.3.1',
    });
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

  test('the server has nothing of wasm or of workers to load', () => {
    const files = globSync('.next/server/**/*.js', { cwd: folder });
    expect(files.length).toBeGreaterThan(0);
    const faulty = files.filter((file) =>
      /tfjs-backend-wasm|@hkmem\/backend-wasm/.test(readFileSync(join(folder, file), 'utf8')),
    );
    expect(faulty).toEqual([]);
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
