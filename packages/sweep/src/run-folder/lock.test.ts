import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { afterEach, describe, expect, test } from 'vitest';
import { RunInUseError } from '../errors.ts';
import { lock } from './lock.ts';
import { type LockMark, mayBeAtWork, ownMark, parseMark } from './lock-mark.ts';

const script = fileURLToPath(new URL('../../test/lock-process.ts', import.meta.url));
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** A process that takes locks when it is told to; `within` is a command that starts it, such as one of another namespace. */
class Asker {
  readonly child: ChildProcess;
  readonly #answers: AsyncIterator<string>;

  private constructor(within: readonly string[]) {
    const [command, ...rest] = [...within, process.execPath, '--conditions=@hkmem/source', script];
    this.child = spawn(command!, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
    started.push(this.child);
    this.#answers = createInterface({ input: this.child.stdout! })[Symbol.asyncIterator]();
  }

  static async start(within: readonly string[] = []): Promise<Asker> {
    const asker = new Asker(within);
    expect(await asker.#answer()).toBe('ready');
    return asker;
  }

  static many(count: number): Promise<Asker[]> {
    return Promise.all(Array.from({ length: count }, () => Asker.start()));
  }

  async tell(...words: readonly (string | number)[]): Promise<string> {
    this.child.stdin!.write(`${words.join(' ')}\n`);
    return this.#answer();
  }

  async kill(): Promise<void> {
    const exit = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exit;
  }

  async #answer(): Promise<string> {
    const { value, done } = await this.#answers.next();
    if (done === true) throw new Error('the process has ended');
    return value;
  }
}

/** Above the highest process number of Linux, 2^22. */
const dead = { process: 2 ** 22 + 5, host: hostname() };
/** Of this process, as versions wrote it that took no lock of the system; process 1 is always there. */
const old = (process: number): LockMark => ({ process, host: hostname() });

describe('processes that ask at one moment', () => {
  test.for([
    { count: 2, mark: undefined },
    { count: 2, mark: JSON.stringify(dead) },
    { count: 8, mark: undefined },
    { count: 8, mark: JSON.stringify(dead) },
    { count: 8, mark: '' },
  ])('$count of them, the file holds $mark: one has it', { timeout: 120_000 }, async ({ count, mark }) => {
    const askers = await Asker.many(count);
    const folder = temporaryFolder();
    for (let round = 0; round < 40; round++) {
      const path = join(folder, `lock-${round}`);
      if (mark !== undefined) writeFileSync(path, mark);
      const at = Date.now() + 20;
      const answers = await Promise.all(askers.map((asker) => asker.tell('ask', path, at)));
      expect(answers.filter((answer) => answer === 'held')).toHaveLength(1);
      await Promise.all(askers.map((asker) => asker.tell('release')));
      expect(existsSync(path)).toBe(false);
    }
  });

  test('and ask again as soon as they gave it back: each has it alone', { timeout: 120_000 }, async () => {
    const askers = await Asker.many(4);
    const path = join(temporaryFolder(), 'lock');
    const answers = await Promise.all(askers.map((asker) => asker.tell('churn', path, 100)));
    expect(answers).toEqual(['alone', 'alone', 'alone', 'alone']);
  });
});

describe('the lock of a process', () => {
  test('that is stopped is its own still, of one that was killed is free', { timeout: 60_000 }, async () => {
    const path = join(temporaryFolder(), 'lock');
    const asker = await Asker.start();
    expect(await asker.tell('ask', path, 0)).toBe('held');
    asker.child.kill('SIGSTOP');
    await expect(lock(path)).rejects.toThrow(RunInUseError);
    await expect(lock(path)).rejects.toThrow(new RegExp(`process \\(${asker.child.pid} on .*or stop it`));
    await asker.kill();
    const release = await lock(path);
    expect(parseMark(readFileSync(path, 'utf8'))).toEqual(ownMark(true));
    await release();
    expect(existsSync(path)).toBe(false);
  });

  test('is not taken by itself once more', async () => {
    const path = join(temporaryFolder(), 'lock');
    const release = await lock(path);
    await expect(lock(path)).rejects.toThrow(RunInUseError);
    await release();
    await (await lock(path))();
  });

  test('is the file alone where there is no lock of the system, and then never replaced', async () => {
    const path = join(temporaryFolder(), 'lock');
    const release = await lock(path, () => 'unsupported');
    await expect(lock(path, () => 'unsupported')).rejects.toThrow(/remove that file if it is gone/);
    // Nor by one that has a lock, such as in another container.
    await expect(lock(path)).rejects.toThrow(/remove that file if it is gone/);
    await release();
    expect(existsSync(path)).toBe(false);
    writeFileSync(path, JSON.stringify(dead));
    await expect(lock(path, () => 'unsupported')).rejects.toThrow(RunInUseError);
  });

  test('is not given back by another one that had it before', { timeout: 60_000 }, async () => {
    const path = join(temporaryFolder(), 'lock');
    const release = await lock(path);
    // Someone who takes the file away by hand lets another one in.
    rmSync(path);
    const asker = await Asker.start();
    expect(await asker.tell('ask', path, 0)).toBe('held');
    await release();
    await release();
    expect(existsSync(path)).toBe(true);
    await expect(lock(path)).rejects.toThrow(RunInUseError);
  });

  test.for([
    ['two with one host name', 1, 1],
    ['a namespace and the machine', 1, 0],
    ['the machine and a namespace', 0, 1],
  ] as const)('in namespaces of process numbers: %s', { timeout: 60_000 }, async ([, first, second], context) => {
    const unshare = unshareCommand();
    if (unshare === undefined) return context.skip('this system does not let unshare make a namespace of processes');
    const path = join(temporaryFolder(), 'lock');
    const [holder, other] = await Promise.all(
      [first, second].map((inside) => Asker.start(inside === 1 ? unshare : [])),
    );
    expect(await holder!.tell('ask', path, 0)).toBe('held');
    expect(await other!.tell('ask', path, 0)).toBe('in use');
    await holder!.kill();
    // The one inside is killed with the one outside, which does not wait for it.
    while ((await other!.tell('ask', path, 0)) !== 'held') await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await other!.tell('release')).toBe('released');
    expect(existsSync(path)).toBe(false);
  });
});

describe('a mark that is there', () => {
  const me = ownMark(true);

  test.for<[string, LockMark, boolean]>([
    ['of the version before, its process is there', old(1), true],
    ['of the version before, its process is gone', dead, false],
    ['of the version before, with the number of this process', old(process.pid), false],
    ['of the version before, on another machine', { ...dead, host: 'elsewhere' }, true],
    ['of this machine, whatever its host name', { ...me, process: 1, host: 'container' }, false],
    ['of this machine before it was started anew', { ...me, process: 1, kernel: 'before' }, false],
    ['of another machine', { ...me, host: 'elsewhere', kernel: 'other' }, true],
    ['of one that had no lock to take', { ...me, locked: false }, true],
  ])('%s', async ([, mark, atWork]) => {
    expect(mayBeAtWork(mark, me)).toBe(atWork);
    const path = join(temporaryFolder(), 'lock');
    const text = JSON.stringify(mark);
    writeFileSync(path, text);
    if (atWork) {
      await expect(lock(path)).rejects.toThrow(/remove that file if it is gone/);
      expect(readFileSync(path, 'utf8')).toBe(text);
    } else {
      await (await lock(path))();
      expect(existsSync(path)).toBe(false);
    }
  });
});

/** A command that starts others in a namespace of process numbers, where the system allows one. */
function unshareCommand(): readonly string[] | undefined {
  const base = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'];
  return [base, [...base, '--map-root-user']].find(
    ([command, ...rest]) => spawnSync(command!, [...rest, 'true']).status === 0,
  );
}
