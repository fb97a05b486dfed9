import { poolWords } from '../../generated/constants.js';
import { blockBytes, recordBytes } from '../../generated/launches.js';

/** Most launches of one phase. */
export const mostLaunches = 8;

/** Words of a pool's control block. */
type WordName =
  | 'ticket'
  | 'done'
  | 'tasks'
  | 'quit'
  | 'failed'
  | 'sleepers'
  | 'leaderSleeps'
  | 'modules'
  | 'module'
  | 'moduleBytes'
  | 'modulePlace';

/** Their places. */
export const words: Readonly<Record<WordName, number>> = {
  ticket: poolWords.TICKET / 4,
  done: poolWords.DONE / 4,
  tasks: poolWords.TASKS / 4,
  quit: poolWords.QUIT / 4,
  failed: poolWords.FAILED / 4,
  sleepers: poolWords.SLEEPERS / 4,
  leaderSleeps: poolWords.LEADER_SLEEPS / 4,
  modules: poolWords.MODULES / 4,
  module: poolWords.MODULE / 4,
  moduleBytes: poolWords.MODULE_BYTES / 4,
  modulePlace: poolWords.MODULE_PLACE / 4,
};

/** Where the arguments of launches begin, in bytes from the control block: on a cache line. */
export const blocksAt: number = 64 * Math.ceil((poolWords.LAUNCHES + recordBytes.PhaseLaunch * mostLaunches) / 64);

/** Where every thread says how many modules of laws it has in its table, a word each. */
export const installedAt: number = blocksAt + mostLaunches * blockBytes;

/** Bytes of a control block. */
export function controlBytes(threads: number): number {
  return installedAt + 4 * threads;
}

/** Says that there is a new module; gives the number of modules. */
export function announceModule(
  view: Int32Array<ArrayBufferLike>,
  pointer: number,
  bytes: number,
  place: number,
): number {
  Atomics.store(view, words.module, pointer);
  Atomics.store(view, words.moduleBytes, bytes);
  Atomics.store(view, words.modulePlace, place);
  return Atomics.add(view, words.modules, 1) + 1;
}

/** Workers that have another number of modules in their tables. */
export function threadsWithout(view: Int32Array<ArrayBufferLike>, threads: number, modules: number): readonly number[] {
  const all = Array.from({ length: threads - 1 }, (_, k) => k + 1);
  return all.filter((thread) => Atomics.load(view, installedAt / 4 + thread) !== modules);
}
