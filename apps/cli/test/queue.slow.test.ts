import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, connect as dial, type Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Cell, identify } from '@hkmem/experiments';
import { resultsCsv, resultsJson } from '@hkmem/sweep';
import { type Connection, collect, FolderStore, openStore, type Store } from '@hkmem/sweep/queue';
import { describeOn } from '@hkmem/vitest-preset/device';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { expect, onTestFinished, test } from 'vitest';
import { idOf, latest, localTables, open, startWorker, submit } from '../../../packages/sweep/test/queue-tools.ts';
import { freePort, RedisServer, redisAbsence, selfSigned } from '../../../packages/sweep/test/redis-server.ts';
import { s3Service } from '../../../packages/sweep/test/s3-service.ts';
import { tinyBase, tinyEdit, until } from '../../../packages/sweep/test/sweep-cells.ts';

/** Minutes of waiting for leases on a machine that does other things too. */
const patient = { timeout: 600_000 };

/** A worker in a process of its own, started as a user does. */
class WorkerProcess {
  readonly #process: ChildProcess;
  log = '';

  constructor(
    url: string,
    store: string,
    more: readonly string[] = [],
    environment: Readonly<Record<string, string>> = {},
  ) {
    const program = fileURLToPath(new URL('../scripts/hkmem.ts', import.meta.url));
    const flags = ['--store', store, '--jobs', '1', '--lease', '3', '--save-every', '0.2', '--until-done', ...more];
    const scratch = ['--scratch', temporaryFolder()];
    this.#process = spawn(process.execPath, [program, 'worker', ...flags, ...scratch], {
      env: { HKMEM_QUEUE_URL: url, ...environment },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#process.stderr?.on('data', (text: Buffer) => {
      this.log += text.toString();
    });
    onTestFinished(() => void this.signal('SIGKILL'));
  }

  signal(name: NodeJS.Signals): boolean {
    return this.#process.kill(name);
  }

  /** Its exit code, once it has ended. */
  async ended(): Promise<number | null> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) await once(this.#process, 'close');
    return this.#process.exitCode;
  }

  /** Ids of the cells that it began. */
  get begun(): string[] {
    return [...this.log.matchAll(/ (\S+): begun/g)].map(([, id]) => id!);
  }
}

/** Base memories that take some seconds each, with checkpoints. */
function longCells(count: number): Cell[] {
  return Array.from({ length: count }, (_, n) => tinyBase({ seed: n + 1, updates: 1500, checkpointEvery: 20 }));
}

function hasCheckpoint(store: string, cell: Cell): boolean {
  return existsSync(join(store, 'unfinished', identify(cell.config).folder, 'manifest.json'));
}

/** Every cell was counted as done once, and the tables are those of a local run. */
async function expectLocalTables(connection: Connection, place: string | Store, cells: readonly Cell[]): Promise<void> {
  const status = await latest(connection);
  expect(status.counts).toMatchObject({ done: status.total });
  const events = (await connection.redis.xrange('hkmem:cells:events', '-', '+')).map(([, fields]) => fields.join(' '));
  for (const { id } of status.cells) {
    const counted = events.filter((event) => event.startsWith('event completed ') && event.includes(`jobId ${id} `));
    expect(counted, id).toHaveLength(1);
  }
  const store = typeof place === 'string' ? new FolderStore(place) : place;
  const { results } = await collect(store, cells, temporaryFolder(), new Map(), new Date());
  expect([resultsCsv(results), resultsJson(results)]).toEqual(await localTables(cells));
}

/** A way to the queue that can be cut. */
async function cuttableWay(port: number): Promise<{ readonly port: number; readonly cut: (open: boolean) => void }> {
  const sockets = new Set<Socket>();
  let whole = true;
  const server = createServer((client) => {
    if (!whole) {
      client.destroy();
      return;
    }
    const queue = dial(port, '127.0.0.1');
    for (const socket of [client, queue]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        queue.destroy();
      });
    }
    client.pipe(queue).pipe(client);
  });
  const own = await freePort();
  server.listen(own, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    port: own,
    cut: (open) => {
      whole = open;
      if (!open) for (const socket of sockets) socket.destroy();
    },
  };
}

describeOn('redis', redisAbsence(), () => {
  test('three workers, one killed, one hung, one late: the table is the local one, bit for bit', patient, async () => {
    const server = await RedisServer.start();
    const connection = await open(server.url);
    const store = temporaryFolder();
    const base = tinyBase({ updates: 400, checkpointEvery: 20 });
    const cells = [...longCells(4), tinyEdit({ seed: 1 }, base), tinyEdit({ seed: 2 }, base)];
    await submit(connection, cells);
    const [killed, hung] = [new WorkerProcess(server.url, store), new WorkerProcess(server.url, store)];
    const at = (worker: WorkerProcess) => () =>
      cells.some((cell) => worker.begun.at(-1) === idOf(cell) && hasCheckpoint(store, cell));
    await until('a checkpoint of the first worker', at(killed), 120);
    const lost = killed.begun.at(-1)!;
    killed.signal('SIGKILL');
    await until('a checkpoint of the second worker', at(hung), 120);
    const stuck = hung.begun.at(-1)!;
    hung.signal('SIGSTOP');
    const late = new WorkerProcess(server.url, store);
    await until('the late one to take both over', () => [lost, stuck].every((id) => late.begun.includes(id)), 300);
    hung.signal('SIGCONT');
    expect(await late.ended()).toBe(0);
    expect(await hung.ended()).toBe(0);
    await expectLocalTables(connection, store, cells);
    const cell = cells.find((each) => idOf(each) === lost)!;
    const log = readFileSync(join(store, identify(cell.config).folder, 'log.jsonl'), 'utf8')
      .trim()
      .split('\n');
    const sessions = log
      .map((line) => JSON.parse(line))
      .flatMap(({ kind, from }) => (kind === 'session' ? [from] : []));
    // Taken over once, from a checkpoint.
    expect(sessions).toHaveLength(2);
    expect(sessions[1]).toBeGreaterThan(0);
    await connection.close();
  });

  test(
    'two machines that share a bucket alone: one is killed, the other goes on from its checkpoint',
    patient,
    async () => {
      const server = await RedisServer.start();
      const connection = await open(server.url);
      const { place, environment } = await s3Service();
      const store = await openStore(place, environment);
      const base = tinyBase({ updates: 1500, checkpointEvery: 20 });
      const cells = [base, tinyEdit({}, base)];
      await submit(connection, cells);
      const training = identify(base.config).folder;
      const killed = new WorkerProcess(server.url, place, [], environment);
      const manifest = `unfinished/${training}/manifest.json`;
      await until('a checkpoint in the bucket', async () => (await store.read(manifest)) !== undefined, 240);
      killed.signal('SIGKILL');
      const other = new WorkerProcess(server.url, place, [], environment);
      expect(await other.ended()).toBe(0);
      expect(other.log).not.toContain('S3RVER');
      const log = new TextDecoder().decode(await store.read(`${training}/log.jsonl`));
      expect(log.match(/"kind":"session"/g)).toHaveLength(2);
      expect(await store.read(manifest)).toBeUndefined();
      await expectLocalTables(connection, store, cells);
      await connection.close();
    },
  );

  test('a queue that is restarted loses nothing', patient, async () => {
    const server = await RedisServer.start();
    const store = temporaryFolder();
    const cells = longCells(4);
    const before = await open(server.url);
    await submit(before, cells);
    await before.close();
    const workers = [new WorkerProcess(server.url, store), new WorkerProcess(server.url, store)];
    await until('work to be under way', () => workers.every(({ begun }) => begun.length > 0), 120);
    await server.stop();
    await new Promise((resolve) => setTimeout(resolve, 2000));
    await server.resume();
    for (const worker of workers) expect(await worker.ended()).toBe(0);
    const after = await open(server.url);
    await expectLocalTables(after, store, cells);
    await after.close();
  });

  test(
    'a worker that is cut off for longer than its lease is replaced, and its cell counts once',
    patient,
    async () => {
      const server = await RedisServer.start();
      const connection = await open(server.url);
      const store = temporaryFolder();
      const cells = longCells(2);
      await submit(connection, cells);
      const way = await cuttableWay(server.port);
      // Two workers with the same name.
      const cut = new WorkerProcess(`redis://127.0.0.1:${way.port}`, store, ['--name', 'twin']);
      await until('a checkpoint', () => cells.some((cell) => hasCheckpoint(store, cell)), 120);
      const [taken] = cut.begun;
      way.cut(false);
      const other = new WorkerProcess(server.url, store, ['--name', 'twin']);
      await until('the other to take it over', () => other.begun.includes(taken!), 300);
      way.cut(true);
      expect(await other.ended()).toBe(0);
      expect(await cut.ended()).toBe(0);
      await expectLocalTables(connection, store, cells);
      await connection.close();
    },
  );

  test('a cell whose process dies every time is parked after three tries, with its error', patient, async () => {
    const server = await RedisServer.start();
    const connection = await open(server.url);
    const [cell] = longCells(1);
    await submit(connection, [cell!]);
    const worker = startWorker(server.url, temporaryFolder(), { scratch: temporaryFolder() });
    let kills = 0;
    const hunt = setInterval(() => {
      for (const pid of cellProcesses()) kills += process.kill(pid, 'SIGKILL') ? 1 : 0;
    }, 50);
    try {
      await worker.ended;
    } finally {
      clearInterval(hunt);
    }
    expect(kills).toBeGreaterThanOrEqual(3);
    expect((await latest(connection)).cells).toMatchObject([
      { state: 'parked', failures: 3, error: expect.stringMatching(/ended by SIGKILL/) },
    ]);
    await connection.close();
  });

  test('TLS and a password open the queue; without trust in its certificate it stays shut', patient, async () => {
    const certificate = selfSigned();
    const server = await RedisServer.start('s3cr/t', certificate);
    const store = temporaryFolder();
    const folder = temporaryFolder();
    const file = join(folder, 'study.json');
    const base = { updates: 2, batch: 2, memory: { hidden: 2 }, evaluation: { images: 2, every: 0 } };
    writeFileSync(file, JSON.stringify({ data: 'glyphs', tasks: ['base'], base }));
    const program = fileURLToPath(new URL('../scripts/hkmem.ts', import.meta.url));
    const trust = { NODE_EXTRA_CA_CERTS: certificate.certificate };
    const put = (environment: Readonly<Record<string, string>>) =>
      spawnSync(process.execPath, [program, 'sweep', 'run', file, '--queue'], {
        env: { HKMEM_QUEUE_URL: server.url, ...environment },
        encoding: 'utf8',
      });
    const refused = put({});
    expect([refused.status, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr).toMatch(/cannot reach the queue at rediss:\/\/localhost:\d+: .*certificate/);
    expect(refused.stderr).not.toMatch(/s3cr/);
    expect(put(trust)).toMatchObject({ status: 0, stderr: '' });
    const worker = new WorkerProcess(server.url, store, [], trust);
    expect(await worker.ended()).toBe(0);
    expect(worker.log).toContain(`queue rediss://localhost:${server.port}`);
    expect(worker.log).toMatch(/base-[0-9a-f]{12}: done/);
    expect(worker.log).not.toMatch(/s3cr/);
  });

  test('one command shows the finished table of twelve runs on two workers', patient, async () => {
    const program = fileURLToPath(new URL('../scripts/queue-demo.ts', import.meta.url));
    const demo = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'pipe'] });
    let shown = '';
    for (const stream of [demo.stdout, demo.stderr])
      stream.on('data', (text: Buffer) => {
        shown += text.toString();
      });
    const [code] = (await once(demo, 'close')) as [number | null];
    expect(shown).toMatch(/12 done of 12/);
    expect(shown.match(/^swap-[0-9a-f]{12} +swap /gm)).toHaveLength(8);
    expect(code).toBe(0);
  });
});

/** Numbers of the processes that run cells for this one. */
function cellProcesses(): number[] {
  const { stdout } = spawnSync('pgrep', ['-P', String(process.pid), '-f', 'cell-process'], { encoding: 'utf8' });
  return stdout.split('\n').filter(Boolean).map(Number);
}
