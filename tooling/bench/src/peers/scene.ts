import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cpuBackend } from '@hkmem/backend';
import { loadData } from '../problem/data.ts';
import { type Agreement, agreementOf } from './agreement.ts';
import { PeerProcess } from './child.ts';
import { type Peer, programOf } from './peers.ts';
import { type PeerKind, peerTask, writeProblem } from './problem.ts';
import { ownUpdate } from './reference.ts';

/** Small enough for seconds, with chunks, edges and two steps. */
const sizes = { neurons: 80, batch: 4, dimension: 3, neighbours: 4 };
const options = { steps: 2, threads: 1, chunk: 2 };

/**
 * How far a form of a peer is from this software in float64, where training begins and after three updates, on drawn digits.
 * Gradients after updates prove that the optimiser is the same: what they were taken at has moved by it.
 */
export async function agreementWithFloat64(
  command: string,
  peer: Peer,
  form: string,
  kind: PeerKind,
  folder: string,
  tolerance: number,
): Promise<{ readonly before: Agreement; readonly after: Agreement }> {
  const task = peerTask(kind, sizes, await loadData(sizes), options);
  mkdirSync(folder, { recursive: true });
  writeProblem(folder, task.peer);
  writeFileSync(join(folder, 'task.json'), JSON.stringify({ kind, sizes, options }));
  const cpu = await cpuBackend.create({});
  const own = ownUpdate(cpu.createEngine(task.problem.spec), task);
  const program = new PeerProcess(command, [programOf(peer), form, folder], 8);
  try {
    await program.ready(120);
    const before = agreementOf(await program.gradients(join(folder, 'before'), 240), await own.gradients(), tolerance);
    for (let n = 0; n < 3; n++) await Promise.all([program.update(120), own.update()]);
    const after = agreementOf(await program.gradients(join(folder, 'after'), 120), await own.gradients(), tolerance);
    return { before, after };
  } finally {
    await program.end();
    own.dispose();
  }
}
