/** This software's own row: `hkmem-peer.ts THREADS FOLDER`, on wasm. The folder says how the task was made. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadData } from '../../problem/data.ts';
import type { Sizes } from '../../problem/sizes.ts';
import { startSubject } from '../../problem/subjects.ts';
import { type PeerKind, type PeerTaskOptions, peerTask } from '../problem.ts';
import { ownUpdate } from '../reference.ts';
import { serve } from './serve.ts';

const [threads = '', folder = ''] = process.argv.slice(2);
const { kind, sizes, options } = JSON.parse(readFileSync(join(folder, 'task.json'), 'utf8')) as {
  readonly kind: PeerKind;
  readonly sizes: Sizes;
  readonly options: PeerTaskOptions;
};
const task = peerTask(kind, sizes, await loadData(sizes), options);
const { backend } = await startSubject(`relaxed-${threads}`);
const { gradients, update } = ownUpdate(backend.createEngine(task.problem.spec), task);
await serve({ versions: { Node: process.version, threads }, gradients, update });
await backend.dispose();
