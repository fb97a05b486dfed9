import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Detail, EntryList, Series } from '@hkmem/view/protocol';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { exportView } from '../../src/view/export-view.ts';
import { openRoots } from '../../src/view/open-roots.ts';
import { RunIndex } from '../../src/view/run-index.ts';
import { serveView } from '../../src/view/view-server.ts';
import { growRun, makeRun, onePixel } from './made-runs.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hkmem-view-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

async function served(): Promise<{
  ask(path: string, options?: object): Promise<Answer>;
  address: string;
  index: RunIndex;
}> {
  const index = new RunIndex(await openRoots([root]));
  await index.scan();
  const page = [{ name: 'index.html', type: 'text/html', bytes: Buffer.from('the page') }];
  const server = await serveView(index, page, { port: 0, every: 20 });
  onTestFinished(() => server.close());
  return {
    index,
    address: server.address,
    ask: (path, options = {}) =>
      new Promise((resolve, reject) => {
        const { port } = new URL(server.address);
        request({ host: '127.0.0.1', port, path, ...options }, (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.on('end', () => {
            const body = Buffer.concat(parts).toString();
            resolve({ status: response.statusCode!, body, headers: response.headers });
          });
        })
          .on('error', reject)
          .end();
      }),
  };
}

async function told<T>(ask: (path: string) => Promise<Answer>, what: string, run: string): Promise<T> {
  return JSON.parse((await ask(`/api/${what}?${new URLSearchParams({ run })}`)).body) as T;
}

test('a run is listed with settings, numbers and state, its curves are told, and grow', async () => {
  const folder = makeRun(root, 'base-1', { losses: [4, 3, 2], looks: { 2: 0.5 } });
  makeRun(root, 'deep/in/base-2', { settings: { optimiser: { rate: 0.1 } }, finished: true });
  mkdirSync(join(root, 'cells'));
  const config = { task: 'base', seed: 3 };
  const cell = { cell: { kind: 'base', config, execution: { evaluation: {} } }, numbers: { accuracy: 0.9 }, cost: {} };
  writeFileSync(join(root, 'cells/base-3.json'), JSON.stringify(cell));
  const { ask, index } = await served();
  const { entries } = JSON.parse((await ask('/api/entries')).body) as EntryList;
  expect(entries.map(({ id, kind, state }) => [id, kind, state]).toSorted()).toEqual([
    ['base-1', 'run', 'stopped'],
    ['cells/base-3.json', 'result', 'finished'],
    ['deep/in/base-2', 'run', 'finished'],
  ]);
  expect(entries.find(({ id }) => id === 'base-1')!.numbers).toEqual({ update: 3, loss: 2, accuracy: 0.5 });
  expect(entries.find(({ id }) => id === 'deep/in/base-2')!.settings).toMatchObject({ 'optimiser.rate': 0.1, seed: 1 });
  expect(entries.find(({ kind }) => kind === 'result')).toMatchObject({
    settings: { seed: 3 },
    numbers: { accuracy: 0.9 },
  });
  const series = await told<Series>(ask, 'series', 'base-1');
  expect(series.loss).toEqual([
    [1, 4, 0.5],
    [2, 3, 1],
    [3, 2, 1.5],
  ]);
  expect(series.accuracy).toEqual([[2, 0.5, 1]]);
  growRun(folder, 4, [1]);
  expect((await told<Series>(ask, 'series', 'base-1')).loss.at(-1)).toEqual([4, 1, 2]);
  const { changed } = await index.refresh();
  expect(changed.map(({ id, numbers }) => [id, numbers['loss']])).toEqual([['base-1', 1]]);
  makeRun(root, 'base-4', { losses: [9] });
  rmSync(join(root, 'deep'), { recursive: true });
  const next = await index.refresh();
  expect(next.changed.map(({ id }) => id)).toEqual(['base-4']);
  expect(next.gone).toEqual(['deep/in/base-2']);
});

test('a long log is told in a thousand or two points that keep its mean, one that was begun anew from its start', async () => {
  const losses = Array.from({ length: 9001 }, (_, n) => n);
  const folder = makeRun(root, 'base-1', { losses });
  const { ask } = await served();
  const { loss, every } = await told<Series>(ask, 'series', 'base-1');
  expect([every, loss.length]).toEqual([8, 1126]);
  expect(loss[0]).toEqual([8, 3.5, 4]);
  expect(loss.at(-1)).toEqual([9001, 9000, 4500.5]);
  rmSync(folder, { recursive: true });
  makeRun(root, 'base-1', { losses: [7] });
  expect((await told<Series>(ask, 'series', 'base-1')).loss).toEqual([[1, 7, 0.5]]);
});

test('a request under another name, from another site, to write, or out of the folder is refused', async () => {
  const folder = makeRun(root, 'base-1', { losses: [1] });
  writeFileSync(join(folder, 'figures/curves.png'), onePixel);
  writeFileSync(join(folder, 'figures/page.png'), '<script>alert(1)</script>');
  writeFileSync(join(folder, 'figures/page.svg'), '<svg onload="alert(1)"/>');
  symlinkSync('/etc/hostname', join(folder, 'figures/link.png'));
  const { ask, address } = await served();
  const own = new URL(address).host;
  const statusOf = async (path: string, options = {}): Promise<number> => (await ask(path, options)).status;
  expect(await statusOf('/')).toBe(200);
  expect(await statusOf('/', { headers: { host: own.replace('127.0.0.1', 'localhost') } })).toBe(200);
  for (const host of ['evil.example', `evil.example:${new URL(address).port}`, '127.0.0.1', '127.0.0.1:1']) {
    expect(await statusOf('/api/entries', { headers: { host } }), host).toBe(403);
  }
  expect(await statusOf('/api/entries', { headers: { host: own, origin: 'http://evil.example' } })).toBe(403);
  expect(await statusOf('/api/entries', { headers: { host: own, origin: 'null' } })).toBe(403);
  expect(await statusOf('/api/entries', { headers: { host: own, 'sec-fetch-site': 'cross-site' } })).toBe(403);
  expect(await statusOf('/api/entries', { headers: { host: own, origin: `http://${own}` } })).toBe(200);
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) expect(await statusOf('/', { method })).toBe(405);
  for (const path of [
    '/../package.json',
    '/..%2f..%2fetc/passwd',
    '/%2e%2e/secret',
    '//evil.example/',
    '/view.js%00',
  ]) {
    expect(await statusOf(path), path).toBe(404);
  }
  for (const run of ['..', '../..', '/etc', 'base-1/..', 'base-1/figures', '', '__proto__', 'base-1\0']) {
    expect(await statusOf(`/api/detail?${new URLSearchParams({ run })}`), run).toBe(404);
    expect(await statusOf(`/api/series?${new URLSearchParams({ run })}`), run).toBe(404);
  }
  const figure = (name: string): string => `/api/figure?${new URLSearchParams({ run: 'base-1', name })}`;
  expect(await ask(figure('curves.png'))).toMatchObject({ status: 200, headers: { 'content-type': 'image/png' } });
  for (const name of [
    'page.png',
    'page.svg',
    'link.png',
    '../config.json',
    '../../base-1/config.json',
    '/etc/hostname',
  ]) {
    expect(await statusOf(figure(name)), name).toBe(404);
  }
  const { headers } = await ask('/');
  expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self';");
  expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cross-origin-resource-policy': 'same-origin' });
});

test('files that are broken, huge, links or no files are told in words, and the rest is shown', async () => {
  const outside = mkdtempSync(join(tmpdir(), 'hkmem-outside-'));
  onTestFinished(() => rmSync(outside, { recursive: true, force: true }));
  makeRun(outside, 'secret', { losses: [1] });
  const broken = makeRun(root, 'broken', { losses: [2] });
  writeFileSync(join(broken, 'config.json'), '{"task": "base"');
  const list = makeRun(root, 'list', { losses: [2] });
  writeFileSync(join(list, 'config.json'), '[1, 2]');
  const huge = makeRun(root, 'huge', {});
  truncateSync(join(huge, 'config.json'), 1e9);
  truncateSync(join(huge, 'log.jsonl'), 2e9);
  const linked = makeRun(root, 'linked', { losses: [2] });
  rmSync(join(linked, 'config.json'));
  symlinkSync(join(outside, 'secret/config.json'), join(linked, 'config.json'));
  symlinkSync(join(outside, 'secret'), join(root, 'elsewhere'));
  symlinkSync('..', join(root, 'round'));
  const deep = makeRun(root, 'deep-json', { losses: [2] });
  writeFileSync(join(deep, 'config.json'), `{"task":"base","a":${'['.repeat(5e4)}${']'.repeat(5e4)}}`);
  const odd = makeRun(root, '<img src=x onerror=alert(1)>', {
    settings: { '<b>': '<script>1</script>', constructor: 1 },
  });
  writeFileSync(join(odd, 'config.json'), `{"task":7,"__proto__":{"a":1},"rate":1e999,"text":"${'x'.repeat(5000)}"}`);
  writeFileSync(
    join(odd, 'log.jsonl'),
    'null\n[]\n{"kind":"update"}\n{"kind":"update","update":"1","loss":null}\n{"kind":"accuracy"}\n',
  );
  const { ask } = await served();
  const { entries, notes } = JSON.parse((await ask('/api/entries')).body) as EntryList;
  const found = Object.fromEntries(entries.map((entry) => [entry.id, entry]));
  expect(Object.keys(found).toSorted()).toEqual([
    '<img src=x onerror=alert(1)>',
    'broken',
    'deep-json',
    'huge',
    'linked',
    'list',
  ]);
  expect(found['broken']).toMatchObject({ state: 'unreadable', notes: ['config.json: it is not JSON, or cut short'] });
  expect(found['list']!.notes).toEqual(['config.json: it holds no settings']);
  expect(found['huge']!.notes).toEqual([
    'config.json: it is larger than shown: 1000000000 bytes, shown are up to 262144',
  ]);
  expect(found['linked']!.notes).toEqual(['config.json: it is a link, which is not followed']);
  const shown = found['<img src=x onerror=alert(1)>']!;
  expect(shown.settings).toMatchObject({ task: 7, '__proto__.a': 1 });
  expect(String(shown.settings['text']).length).toBe(401);
  expect(notes).toEqual(['.: links are not followed: elsewhere, round', 'linked: links are not followed: config.json']);
  const { loss } = await told<Series>(ask, 'series', shown.id);
  expect(loss).toEqual([]);
  const series = await told<Series>(ask, 'series', 'huge');
  expect(series.notes).toEqual(['log.jsonl: its first 268435456 bytes are shown, of 2000000000']);
  const detail = await told<Detail>(ask, 'detail', shown.id);
  expect(detail.files.map(({ name }) => name)).toEqual(['config.json', 'log.jsonl']);
});

test('a folder that holds something is not exported to, and stays as it is', async () => {
  makeRun(root, 'kept', { losses: [1] });
  const before = readdirSync(root);
  const index = new RunIndex(await openRoots([root]));
  await expect(exportView(index, [], root, new AbortController().signal)).rejects.toThrow(/holds files/);
  expect(readdirSync(root)).toEqual(before);
});

test('an export that is stopped leaves nothing behind', async () => {
  makeRun(root, 'kept', { losses: [1] });
  const page = [{ name: 'index.html', type: 'text/html', bytes: Buffer.from('the page') }];
  const out = join(root, 'shared');
  const stop = async (folder: string): Promise<void> => {
    const controller = new AbortController();
    const index = new RunIndex(await openRoots([root]));
    const scan = index.scan.bind(index);
    // Everything has been looked at, and nothing of it has been written.
    index.scan = async (...given) => {
      await scan(...given);
      controller.abort();
    };
    await expect(exportView(index, page, folder, controller.signal)).rejects.toThrow('stopped; nothing was written.');
  };
  await stop(out);
  expect(readdirSync(root)).toEqual(['kept']);
  mkdirSync(out);
  await stop(out);
  expect(readdirSync(out)).toEqual([]);
});

test('five thousand folders are read once, and a round looks at a few of them', { timeout: 120_000 }, async () => {
  for (let n = 0; n < 5000; n++) {
    const folder = join(root, `base-${n}`);
    mkdirSync(folder);
    writeFileSync(join(folder, 'config.json'), `{"task":"base","seed":${n}}`);
  }
  const index = new RunIndex(await openRoots([root]));
  await index.scan();
  expect(index.list().entries.length).toBe(5000);
  expect(index.work).toEqual({ listed: 5001, read: 5000, marked: 5001 });
  await index.refresh();
  expect(index.work).toEqual({ listed: 5001, read: 5000, marked: 5001 + 201 });
  // What a reader's selection grows by is found in the round that it is the turn of, and from then on in every round.
  const folder = join(root, 'base-4999');
  growRun(folder, 1, [3]);
  let rounds = 0;
  for (let found = 0; found === 0; rounds++) found = (await index.refresh()).changed.length;
  expect(rounds).toBeLessThanOrEqual(25);
  growRun(folder, 2, [2]);
  expect((await index.refresh()).changed.map(({ id, numbers }) => [id, numbers['update']])).toEqual([['base-4999', 2]]);
});
