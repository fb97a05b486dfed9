import { rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { RunInUseError } from '../src/errors.ts';
import { lock } from '../src/run-folder/lock.ts';

/*
 * A process that takes locks for lock.test.ts. Lines in: `ask <path> <time>`, at that time; `release`; `churn <path> <n>`,
 * to hold it n times, each time alone or not. Lines out: `ready`, `held`, `in use`, `released`, `alone`, `not alone`.
 */

const say = (word: string): void => {
  process.stdout.write(`${word}\n`);
};
let release: (() => Promise<void>) | undefined;

async function ask(path: string): Promise<boolean> {
  try {
    release = await lock(path);
    return true;
  } catch (error) {
    if (error instanceof RunInUseError) return false;
    throw error;
  }
}

async function giveBack(): Promise<void> {
  await release?.();
  release = undefined;
}

/** Fails to make the file `inside` if another process is there as well. */
async function churn(path: string, times: number): Promise<boolean> {
  for (let held = 0; held < times; ) {
    if (await ask(path)) {
      held++;
      try {
        writeFileSync(`${path}.inside`, '', { flag: 'wx' });
      } catch {
        return false;
      }
      rmSync(`${path}.inside`);
      await giveBack();
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  return true;
}

say('ready');
for await (const line of createInterface({ input: process.stdin })) {
  const [order, path = '', number] = line.split(' ');
  if (order === 'ask') {
    while (Date.now() < Number(number));
    say((await ask(path)) ? 'held' : 'in use');
  } else if (order === 'release') {
    await giveBack();
    say('released');
  } else {
    say((await churn(path, Number(number))) ? 'alone' : 'not alone');
  }
}
