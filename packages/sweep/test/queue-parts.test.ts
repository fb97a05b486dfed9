import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CellResult, InputFileError, identifyCell } from '@hkmem/experiments';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { describe, expect, test, vi } from 'vitest';
import { readCellResult } from '../src/cells/result-file.ts';
import { PlaceError } from '../src/errors.ts';
import { readJob } from '../src/queue/cell-job.ts';
import { OtherVersionError, RefusedJobError, StoreError } from '../src/queue/errors.ts';
import { queueAddress } from '../src/queue/queue-address.ts';
import { plainText, redactor } from '../src/queue/redact.ts';
import { FolderStore } from '../src/queue/store/folder-store.ts';
import { openStore } from '../src/queue/store/open-store.ts';
import { fetchFinished, foldersOf, KeptCheckpoint, keepFinished } from '../src/queue/store/run-folders.ts';
import type { Store } from '../src/queue/store/store.ts';
import { findResult, keepResult } from '../src/queue/store/stored-results.ts';
import { readRecord } from '../src/queue/sweep-record.ts';
import { s3Service } from './s3-service.ts';
import { tinyBase, tinyEdit } from './sweep-cells.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (content: Uint8Array | undefined): string | undefined => content && new TextDecoder().decode(content);

describe('the address of a queue', () => {
  test('comes from the flag, the environment or a file, and is shown without its secrets', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'queue');
    writeFileSync(file, 'rediss://user:p%40ss@queue.example:6380/2\n');
    const found = queueAddress(true, { HKMEM_QUEUE_FILE: file });
    expect(found.url).toBe('rediss://user:p%40ss@queue.example:6380/2');
    expect(found.shown).toBe('rediss://queue.example:6380/2');
    expect(found.redact(`AUTH p@ss p%40ss ${found.url}`)).toBe('AUTH *** *** rediss://***@queue.example:6380/2');
    expect(queueAddress(undefined, { HKMEM_QUEUE_URL: 'redis://a', HKMEM_QUEUE_FILE: file }).url).toBe('redis://a');
    expect(queueAddress('redis://b', { HKMEM_QUEUE_URL: 'redis://a' }).url).toBe('redis://b');
    expect(() => queueAddress(true, { HKMEM_QUEUE_FILE: join(folder, 'none') })).toThrow(InputFileError);
  });

  test.for<readonly [string, RegExp]>([
    ['http://:secret@host', /got an address of http:/],
    ['secret', /is no URL/],
    ['redis://', /allowed is redis:/],
    ['', /no address given/],
    ['redis://:secret%@host', /write % as %25/],
    ['redis://secret%zz@host', /write % as %25/],
    ['redis://host?password=secret', /has a query/],
  ])('%s is refused without a word of what was given', ([given, message]) => {
    expect(() => queueAddress(given, {})).toThrow(PlaceError);
    expect(() => queueAddress(given, {})).toThrow(message);
    expect(() => queueAddress(given, {})).not.toThrow(/secret/);
  });
});

test('secrets and control characters are taken out of text', () => {
  const redact = redactor(['s3cr/t', undefined, '']);
  expect(redact('s3cr/t s3cr%2Ft redis://u:x@h https://k:v@s/')).toBe('*** *** redis://***@h https://***@s/');
  expect(plainText('a\u001b[31mb\r\nc\u202e', 10)).toBe('a [31mb c');
  expect(plainText('x'.repeat(20), 10)).toBe(`${'x'.repeat(10)}...`);
});

test('what a queue says of a sweep, and its version, reach no terminal as they are', () => {
  const record = {
    id: 'sweep-0123456789ab',
    name: 'a\u001b]0;b\u0007.yaml',
    version: '1\u009b2J',
    backend: 'wasm',
    submitted: '2026-01-02T03:04:05.000Z',
    cancelled: false,
    cells: [{ id: 'base-1', kind: 'base\r', needed: false }],
  };
  expect(readRecord(JSON.stringify(record))).toEqual({
    ...record,
    name: 'a ]0;b .yaml',
    version: '1 2J',
    cells: [{ id: 'base-1', kind: 'base', needed: false }],
  });
  expect(new OtherVersionError('9\u001b[2J', '1.0.0').message).toMatch(
    /^the queue holds cells of hkmem 9 \[2J, this is/,
  );
});

describe('a job from the queue', () => {
  const cell = tinyEdit();
  const { id } = identifyCell(cell);
  const good = { cell, version: '1.0.0', backend: 'wasm' };

  test('is a cell under its own id', () => {
    expect(readJob(id, JSON.parse(JSON.stringify(good)))).toEqual(good);
  });

  test.for<[string, object | null]>([
    ['nothing', null],
    ['another cell', { ...good, cell: tinyBase() }],
    ['a path', { ...good, root: '/etc' }],
    ['a path in the cell', { ...good, cell: { ...cell, root: '../..' } }],
    ['a path as data', { ...good, cell: { ...cell, config: { ...cell.config, data: '../../etc/passwd' } } }],
    ['a backend that is a module', { ...good, backend: 'file:///tmp/code.js' }],
    ['no version', { cell, backend: 'wasm' }],
    ['code', { ...good, cell: { ...cell, config: { ...cell.config, updates: 'process.exit()' } } }],
    ['a prototype', JSON.parse(`{"__proto__": {"polluted": 1}, "version": "1", "backend": "wasm"}`) as object],
    ['too much', { ...good, version: 'x'.repeat(40_000) }],
  ])('that holds %s is refused', ([, data]) => {
    expect(() => readJob(id, data)).toThrow(RefusedJobError);
    expect(() => readJob(id, data)).toThrow(/^refused/);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test('is refused under another id, as one that names a path', () => {
    for (const other of [undefined, '../../x', 'swap-000000000000']) {
      expect(() => readJob(other, good)).toThrow(/its cell is swap-/);
    }
  });
});

const stores: readonly (readonly [string, () => Promise<Store>])[] = [
  ['a folder', async () => new FolderStore(temporaryFolder())],
  [
    'an S3 service',
    async () => {
      const { place, environment } = await s3Service();
      return openStore(place, environment);
    },
  ],
];

describe.for(stores)('%s as a store', ([, open]) => {
  test('gives back what was put there, once where once is asked for', async () => {
    const store = await open();
    expect(await store.read('a/b.json')).toBeUndefined();
    await store.write('a/b.json', bytes('one'));
    await store.write('a/b.json', bytes('two'));
    expect(text(await store.read('a/b.json'))).toBe('two');
    expect(await store.writeOnce('a/b.json', bytes('three'))).toBe(false);
    expect(await store.writeOnce('c', bytes('four'))).toBe(true);
    expect([text(await store.read('a/b.json')), text(await store.read('c'))]).toEqual(['two', 'four']);
    await store.remove('c');
    await store.remove('c');
    expect(await store.read('c')).toBeUndefined();
  });

  test('keeps one result of a cell; one that is damaged or of another cell is none', async () => {
    const store = await open();
    const result = resultOf(tinyBase());
    expect(await findResult(store, result.cell)).toBeUndefined();
    expect(await keepResult(store, result)).toBe(true);
    expect(await keepResult(store, { ...result, numbers: { accuracy: 0.1 } })).toBe(false);
    expect(await findResult(store, result.cell)).toEqual(result);
    const place = `cells/${result.id}.json`;
    const whole = text(await store.read(place))!;
    for (const damaged of [whole.slice(0, -20), whole.replace('0.75', '0.76'), 'null', '{}']) {
      await store.write(place, bytes(damaged));
      expect(await findResult(store, result.cell)).toBeUndefined();
    }
    const asides: string[] = [];
    expect(await keepResult(store, result, (aside) => asides.push(aside))).toBe(true);
    expect(await findResult(store, result.cell)).toEqual(result);
    expect(asides).toEqual([expect.stringMatching(new RegExp(`^damaged/${result.id}-[0-9a-f]{12}\\.json$`))]);
    expect(text(await store.read(asides[0]!))).toBe('{}');
  });

  test('keeps run folders and checkpoints; what is damaged is not fetched', async () => {
    const store = await open();
    const [root, other, third] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
    mkdirSync(join(root, 'base-1', 'figures'), { recursive: true });
    const put = (name: string, content: string): void => writeFileSync(join(root, 'base-1', name), content);
    put('config.json', '{}');
    put('log.jsonl', 'first');
    put('lock', 'mine');
    const kept = new KeptCheckpoint(store, 'base-1', root);
    expect(await kept.keep(['base-1'])).toBe(false);
    put('checkpoint.safetensors', 'twenty');
    expect(await kept.keep(['base-1'])).toBe(true);
    expect(await kept.keep(['base-1'])).toBe(false);
    const taken = new KeptCheckpoint(store, 'base-1', other);
    expect(await taken.fetch()).toBe(true);
    expect(readdirSync(join(other, 'base-1')).sort()).toEqual(['checkpoint.safetensors', 'config.json', 'log.jsonl']);
    expect(readFileSync(join(other, 'base-1', 'checkpoint.safetensors'), 'utf8')).toBe('twenty');
    put('weights.safetensors', 'done');
    put(join('figures', 'curves.svg'), '<svg/>');
    await keepFinished(store, 'base-1', root, ['base-1']);
    await taken.drop();
    expect(await new KeptCheckpoint(store, 'base-1', third).fetch()).toBe(false);
    const fetched = await fetchFinished(store, 'base-1', third);
    expect(foldersOf(fetched)).toEqual(['base-1']);
    expect(readFileSync(join(third, 'base-1', 'figures', 'curves.svg'), 'utf8')).toBe('<svg/>');
    expect(existsSync(join(third, 'base-1', 'checkpoint.safetensors'))).toBe(false);
    // A later judgement of it: what is the same is not written again.
    writeFileSync(join(third, 'base-1', 'evaluation.json'), '{}');
    const write = vi.spyOn(store, 'write');
    await keepFinished(store, 'base-1', third, ['base-1'], fetched);
    expect(write.mock.calls.map(([path]) => path)).toEqual(['base-1/evaluation.json', 'finished/base-1.json']);
    write.mockClear();
    const again = await fetchFinished(store, 'base-1', temporaryFolder());
    expect(again).toHaveLength(fetched.length + 1);
    await keepFinished(store, 'base-1', third, ['base-1'], again);
    expect(write).not.toHaveBeenCalled();
    await store.write('base-1/weights.safetensors', bytes('dome'));
    expect(await fetchFinished(store, 'base-1', temporaryFolder(), 1)).toEqual([]);
    await store.write('finished/base-1.json', bytes('{"files":[{"path":"../x","sha256":""}]}'));
    expect(await fetchFinished(store, 'base-1', temporaryFolder())).toEqual([]);
  });
});

test('a result in a folder that is a store is one that a local sweep finds', async () => {
  const root = temporaryFolder();
  const result = resultOf(tinyBase());
  await keepResult(new FolderStore(root), result);
  expect(await readCellResult(root, result.cell)).toMatchObject(result);
});

test('folders that another worker is just writing are looked at again', async () => {
  const root = temporaryFolder();
  mkdirSync(join(root, 'base-1'));
  writeFileSync(join(root, 'base-1', 'evaluation.json'), 'new');
  let reads = 0;
  class ChangingStore extends FolderStore {
    override async read(path: string): Promise<Uint8Array | undefined> {
      return path.endsWith('evaluation.json') && ++reads < 3 ? bytes('old') : super.read(path);
    }
  }
  const store = new ChangingStore(temporaryFolder());
  await keepFinished(store, 'base-1', root, ['base-1']);
  expect(foldersOf(await fetchFinished(store, 'base-1', temporaryFolder(), 1))).toEqual(['base-1']);
  expect(reads).toBe(3);
});

test('a folder that cannot be written is named', async () => {
  const root = temporaryFolder();
  writeFileSync(join(root, 'file'), '');
  const store = new FolderStore(join(root, 'file', 'store'));
  await expect(store.write('a', bytes('x'))).rejects.toThrow(StoreError);
  await expect(store.write('a', bytes('x'))).rejects.toThrow(/cannot write 'a' in the store/);
});

describe('an S3 store', () => {
  test('says what the service says, without keys', async () => {
    const { place, environment } = await s3Service();
    const wrong = await openStore(place, { ...environment, AWS_ACCESS_KEY_ID: 'n0tthekey' });
    await expect(wrong.write('x', bytes('x'))).rejects.toThrow(StoreError);
    await expect(wrong.write('x', bytes('x'))).rejects.toThrow(/cannot write 'x' in the store s3:\/\/.*403/);
    await expect(wrong.write('x', bytes('x'))).rejects.not.toThrow(/n0tthekey/);
    const away = await openStore('s3://b/p?endpoint=http://127.0.0.1:9', environment);
    await expect(away.read('x')).rejects.toThrow(/cannot reach the store s3:\/\/b\/p/);
  });

  test.for([
    ['s3://bucket', {}, /AWS_ACCESS_KEY_ID/],
    ['s3://key:secret@bucket', {}, /keys have no place in an address/],
    ['s3://bucket?endpont=x', {}, /'endpont' is not known/],
    ['s3://bucket?endpoint=ftp://x', {}, /endpoint should be http/],
    ['gs://bucket', {}, /got a place of gs:/],
  ] as const)('%s is refused', async ([place, environment, message]) => {
    await expect(openStore(place, environment)).rejects.toThrow(PlaceError);
    await expect(openStore(place, environment)).rejects.toThrow(message);
    await expect(openStore(place, environment)).rejects.not.toThrow(/secret/);
  });
});

function resultOf(cell: CellResult['cell']): CellResult {
  return {
    ...identifyCell(cell),
    version: '1.0.0',
    cell,
    numbers: { accuracy: 0.75, perClass: [1, 0.5] },
    cost: { trainingSeconds: 1, evaluationSeconds: 2, backend: 'wasm', threads: 1, machine: 'one', finished: 'now' },
  };
}
