import { join } from 'node:path';
import type { Backend, Engine } from '@hkmem/backend';
import { baseProblem } from '@hkmem/experiments';
import { decodeCheckpoint } from '@hkmem/training';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { expect, test, vi } from 'vitest';
import type { LogEntry } from '../src/run-folder/log.ts';
import { RunFolder, runFiles } from '../src/run-folder/run-folder.ts';
import { trainRun } from '../src/running/train-run.ts';
import { withSession } from '../src/session/session.ts';
import { tinyBase } from './sweep-cells.ts';

type Accuracy = Extract<LogEntry, { readonly kind: 'accuracy' }>;

/** An object with one of its members replaced. */
function withValue<Value extends object>(value: Value, name: string, member: unknown): Value {
  return new Proxy(value, {
    get(target, key) {
      if (key === name) return member;
      const found: unknown = Reflect.get(target, key, target);
      return typeof found === 'function' ? found.bind(target) : found;
    },
  });
}

/** A backend whose engines say that reads cost a wait, so that losses are looked at in groups of ten. */
function grouping(backend: Backend): Backend {
  const create = (...args: Parameters<Backend['createEngine']>): Engine =>
    withValue(backend.createEngine(...args), 'readCost', 'waits');
  return withValue(backend, 'createEngine', create);
}

test('where losses come in groups, accuracies and checkpoints are those of the update that they name', async () => {
  const { config, execution } = tinyBase({ updates: 34, checkpointEvery: 15 });
  const evaluation = { ...execution.evaluation, every: 1, everyImages: 60 };
  await withSession({ backend: 'cpu', workers: 1 }, async (session) => {
    const problem = baseProblem(config, await session.dataset('glyphs'));
    const open = (): Promise<RunFolder> => RunFolder.open(join(temporaryFolder(), 'run'), config);
    const single = await trainRun(session, await open(), problem, { ...execution, evaluation });
    const accuracies = single.log.filter((entry): entry is Accuracy => entry.kind === 'accuracy');
    expect(accuracies).toHaveLength(34);

    const folder = await open();
    const saved: [checkpoint: number, logged: number][] = [];
    const write = folder.write.bind(folder);
    vi.spyOn(folder, 'write').mockImplementation(async (name, content) => {
      await write(name, content);
      if (name !== runFiles.checkpoint) return;
      const logged = (await folder.log.read()).filter(({ kind }) => kind === 'update').length;
      saved.push([decodeCheckpoint(content as Uint8Array).update, logged]);
    });
    const every = { ...execution, evaluation: { ...evaluation, every: 12 } };
    const grouped = await trainRun({ ...session, backend: grouping(session.backend) }, folder, problem, every);
    // Groups end at 10, 20, 30 and 34.
    expect(saved).toEqual([
      [20, 20],
      [30, 30],
      [34, 34],
    ]);
    const named = accuracies.filter(({ update }) => [20, 30, 34].includes(update));
    expect(grouped.log.filter(({ kind }) => kind === 'accuracy')).toEqual(named);
    expect(grouped.memory.hash).toBe(single.memory.hash);
  });
});
