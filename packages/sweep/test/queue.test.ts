import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify, sha256 } from '@hkmem/experiments';
import { describeOn } from '@hkmem/vitest-preset/device';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { expect, test } from 'vitest';
import { trainingOf } from '../src/pool/agenda.ts';
import { cancelSweep, retrySweep } from '../src/queue/change.ts';
import { collect } from '../src/queue/collect.ts';
import { OtherVersionError, StoreError } from '../src/queue/errors.ts';
import { FolderStore } from '../src/queue/store/folder-store.ts';
import { fetchFinished } from '../src/queue/store/run-folders.ts';
import { listSweeps } from '../src/queue/submit.ts';
import { version } from '../src/version.ts';
import { allText, idOf, latest, localTables, open, startWorker, submit } from './queue-tools.ts';
import { RedisServer, redisAbsence } from './redis-server.ts';
import { tinyBase, tinyEdit, until } from './sweep-cells.ts';

/** Processes start in a second, on a busy machine in ten. */
const patient = { timeout: 180_000 };

describeOn('redis', redisAbsence(), () => {
  test('two workers make the table of a local run, bit for bit, and no secret is left anywhere', patient, async () => {
    const server = await RedisServer.start('s3cr/t');
    const connection = await open(server.url);
    const [store, out] = [temporaryFolder(), temporaryFolder()];
    const cells = [tinyEdit(), tinyEdit({ seed: 2 }), tinyBase({ seed: 3 })];
    await submit(connection, cells);
    expect(await latest(connection)).toMatchObject({ total: 4, counts: { waiting: 4 }, name: 'study.yaml' });
    const workers = [startWorker(server.url, store), startWorker(server.url, store)];
    await Promise.all(workers.map(({ ended }) => ended));
    const status = await latest(connection);
    expect(status.counts).toMatchObject({ done: 4, parked: 0 });
    const now = new Date();
    const { folder, results } = await collect(new FolderStore(store), cells, out, new Map(), now);
    expect(results.failures).toEqual([]);
    const [csv, json] = await localTables(cells);
    expect(readFileSync(join(folder, 'results.csv'), 'utf8')).toBe(csv);
    expect(readFileSync(join(folder, 'results.json'), 'utf8')).toBe(json);
    // The base that two edits need was begun once.
    const log = workers.map(({ written }) => written.stderr).join('');
    expect(log.match(new RegExp(`${idOf(tinyBase())}: begun`, 'g'))).toHaveLength(1);
    expect(existsSync(join(store, 'unfinished'))).toBe(false);
    for (const text of [log, allText(store), JSON.stringify(status)]) expect(text).not.toMatch(/s3cr(\/|%2F)t/);
    expect(log).toContain(`queue redis://127.0.0.1:${server.port}`);
    const keys = await connection.redis.keys('*');
    expect(keys.some((key) => key.includes('waiting:') || key.includes('training:'))).toBe(false);

    // The queue loses all it has: the same sweep again is found done in the store, and no process is started.
    await connection.redis.flushall();
    await submit(connection, cells);
    const finder = startWorker(server.url, store);
    await finder.ended;
    expect(finder.written.stderr).not.toContain('begun');
    expect((await latest(connection)).counts.done).toBe(4);
    await connection.close();
  });

  test('hostile and broken cells are parked with their errors; others, and a retry, are not', patient, async () => {
    const server = await RedisServer.start();
    const connection = await open(server.url);
    const store = temporaryFolder();
    const edit = tinyEdit();
    const broken = { ...edit, config: { ...edit.config, graph: { ...edit.config.graph, neighbours: 5000 } } };
    const base = tinyBase({ seed: 4 });
    const groups = { 'nothing.here': { rateFactor: 2 } };
    const brokenBase = { ...base, config: { ...base.config, optimiser: { ...base.config.optimiser, groups } } };
    const needy = tinyEdit({}, brokenBase);
    await submit(connection, [tinyBase(), broken, needy]);
    const data = { cell: tinyBase({ seed: 5 }), version: version(), backend: 'wasm' };
    const hostile = { ...data, cell: { ...data.cell, root: '../../outside' } };
    const add = (id: string, job: object) => connection.queue.add('base', job, { jobId: id, priority: 1 });
    await add(idOf(data.cell), hostile);
    await add('another-name', data);
    const worker = startWorker(server.url, store);
    await worker.ended;
    const failed = await connection.queue.getJobs(['failed']);
    const reasons = new Map(failed.map(({ id, failedReason, attemptsMade }) => [id, [failedReason, attemptsMade]]));
    expect(reasons.get(idOf(data.cell))).toEqual([
      expect.stringMatching(/^refused: job: unknown setting 'cell.root'/),
      1,
    ]);
    expect(reasons.get('another-name')).toEqual([expect.stringMatching(/^refused: the job is called/), 1]);
    expect(reasons.get(idOf(broken))).toEqual([expect.stringMatching(/neighbours.*5000/), 1]);
    expect(readdirSync(join(store, 'cells'))).toEqual([`${idOf(tinyBase())}.json`]);
    const status = await latest(connection);
    expect(status.counts).toMatchObject({ done: 1, parked: 3 });
    const parked = status.cells.find(({ id }) => id === idOf(broken));
    expect(status.cells.find(({ id }) => id === idOf(needy))?.error).toMatch(
      new RegExp(`^needs ${idOf(brokenBase)}, which is parked: .*nothing.here`),
    );
    expect(parked).toMatchObject({ id: idOf(broken), failures: 1, error: expect.stringMatching(/5000/) });
    const [record] = await listSweeps(connection);
    expect(await retrySweep(connection, record!)).toEqual({ sweep: record!.id, changed: 3, cancelled: 0 });
    expect((await latest(connection)).counts).toMatchObject({ done: 1, waiting: 3 });
    await connection.close();
  });

  test('a worker of another version is refused by name, at the door and at a cell', patient, async () => {
    const server = await RedisServer.start();
    const connection = await open(server.url);
    await submit(connection, [tinyBase()]);
    const early = startWorker(server.url, temporaryFolder(), { version: '9.9.9' });
    await expect(early.ended).rejects.toThrow(OtherVersionError);
    await expect(early.ended).rejects.toThrow(`holds cells of hkmem ${version()}, this is hkmem 9.9.9`);
    // One that came when the queue said nothing of versions.
    await connection.redis.del('hkmem:study:version');
    const late = startWorker(server.url, temporaryFolder(), { version: '9.9.9' });
    await expect(late.ended).rejects.toThrow(/this is hkmem 9.9.9/);
    const status = await latest(connection);
    expect(status.cells).toMatchObject([{ failures: 0, state: 'waiting' }]);
    await connection.redis.set('hkmem:study:version', '0.0.0-other');
    await expect(submit(connection, [tinyBase({ seed: 2 })])).rejects.toThrow(/holds cells of hkmem 0.0.0-other/);
    await connection.close();
  });

  test('a cancelled sweep leaves those cells that another one needs, and can come again', patient, async () => {
    const server = await RedisServer.start();
    const connection = await open(server.url);
    const [one, two] = [tinyEdit(), tinyEdit({ seed: 2 })];
    await submit(connection, [one], 'one.yaml');
    await submit(connection, [two], 'two.yaml');
    const record = (await listSweeps(connection)).find(({ name }) => name === 'one.yaml')!;
    expect(await cancelSweep(connection, record)).toMatchObject({ changed: 1 });
    const ids = (await connection.queue.getJobs(['prioritized'])).map(({ id }) => id);
    expect(ids.sort()).toEqual([idOf(two), idOf(tinyBase())].sort());
    await submit(connection, [one], 'one.yaml');
    expect((await latest(connection)).counts).toMatchObject({ waiting: 2, cancelled: 0 });
    await connection.close();
  });

  test(
    'a stopped worker gives its cell back, and another goes on from the checkpoint in the store',
    patient,
    async () => {
      const server = await RedisServer.start();
      const connection = await open(server.url);
      const store = temporaryFolder();
      const cell = tinyBase({ updates: 400, checkpointEvery: 20 });
      const training = identify(cell.config).folder;
      await submit(connection, [cell]);
      const first = startWorker(server.url, store);
      await until('a checkpoint in the store', () => existsSync(join(store, 'unfinished', training, 'manifest.json')));
      first.stop();
      await first.ended;
      expect(first.written.stderr).toContain('saved and given back');
      expect((await latest(connection)).cells).toMatchObject([{ state: 'waiting', failures: 0 }]);
      const second = startWorker(server.url, store);
      await second.ended;
      expect((await latest(connection)).counts.done).toBe(1);
      const log = readFileSync(join(store, training, 'log.jsonl'), 'utf8')
        .trim()
        .split('\n');
      const sessions = log
        .map((line) => JSON.parse(line))
        .flatMap(({ kind, from }) => (kind === 'session' ? [from] : []));
      expect(sessions).toHaveLength(2);
      expect(sessions[1]).toBeGreaterThan(0);
      expect(existsSync(join(store, 'unfinished'))).toBe(false);
      const { results } = await collect(new FolderStore(store), [cell], temporaryFolder(), new Map(), new Date());
      expect(results.rows[0]!.numbers).toEqual(JSON.parse((await localTables([cell]))[1]).cells[0].numbers);
      await connection.close();
    },
  );

  test("a cell that a worker's own disk does not take is given back, and no try is counted", patient, async () => {
    const server = await RedisServer.start();
    const connection = await open(server.url);
    const folder = temporaryFolder();
    const cell = tinyBase();
    const content = new TextEncoder().encode('x');
    // A file stands where a folder should be.
    const paths = ['base-1', 'base-1/figures/curves.svg'];
    class OddStore extends FolderStore {
      override async read(path: string): Promise<Uint8Array | undefined> {
        return paths.includes(path) ? content : super.read(path);
      }
    }
    const store = new OddStore(folder);
    const files = paths.map((path) => ({ path, sha256: sha256(content) }));
    const manifest = `finished/${trainingOf(cell)}.json`;
    await store.write(manifest, new TextEncoder().encode(JSON.stringify({ files })));
    await submit(connection, [cell]);
    const worker = startWorker(server.url, folder, { store, untilDone: false });
    await until('a cell that is given back', () => /ENOTDIR.* Given back/.test(worker.written.stderr));
    worker.stop();
    await worker.ended;
    expect((await latest(connection)).cells).toMatchObject([{ state: 'waiting', failures: 0 }]);
    await store.remove(manifest);
    await connection.queue.getJob(idOf(cell)).then((job) => job?.promote());
    const second = startWorker(server.url, folder, { store });
    await second.ended;
    expect((await latest(connection)).counts.done).toBe(1);
    await connection.close();
  });

  test('a training that is judged in another way keeps both evaluations in the store', patient, async () => {
    const server = await RedisServer.start();
    const connection = await open(server.url);
    const store = temporaryFolder();
    const cell = tinyBase();
    const { execution } = cell;
    const other = { ...cell, execution: { ...execution, evaluation: { ...execution.evaluation, images: 7 } } };
    for (const each of [cell, other]) {
      await submit(connection, [each]);
      await startWorker(server.url, store).ended;
    }
    const training = trainingOf(cell);
    expect(trainingOf(other)).toBe(training);
    const { entries } = JSON.parse(readFileSync(join(store, training, 'evaluation.json'), 'utf8')) as {
      entries: object;
    };
    expect(Object.keys(entries)).toHaveLength(2);
    const fetched = await fetchFinished(new FolderStore(store), training, temporaryFolder());
    expect(fetched.map(({ path }) => path)).toContain(`${training}/evaluation.json`);
    await connection.close();
  });

  test('a store that is full is tried again until it takes the result, once', patient, async () => {
    const server = await RedisServer.start();
    const connection = await open(server.url);
    const folder = temporaryFolder();
    let refused = 0;
    class FullStore extends FolderStore {
      override async writeOnce(path: string, content: Uint8Array): Promise<boolean> {
        if (refused++ < 1)
          throw new StoreError(`cannot write '${path}' in the store: ENOSPC: no space left on device.`);
        return super.writeOnce(path, content);
      }
    }
    await submit(connection, [tinyBase()]);
    const worker = startWorker(server.url, folder, { store: new FullStore(folder) });
    await worker.ended;
    expect(worker.written.stderr).toMatch(/ENOSPC.* It is tried again/);
    expect(worker.written.stderr.match(/: begun/g)).toHaveLength(1);
    expect((await latest(connection)).cells).toMatchObject([{ state: 'done', failures: 0 }]);
    await connection.close();
  });
});
