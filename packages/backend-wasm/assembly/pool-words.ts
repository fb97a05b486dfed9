/** The control block of a pool, and what the leader reads in it. Words by their place in bytes: */
export const TICKET: usize = 0;
/** Tasks of the phase that are done. */
export const DONE: usize = 4;
export const TASKS: usize = 8;
/** Set by the leader to end the others, and by the host of a thread that trapped. */
export const QUIT: usize = 12;
export const FAILED: usize = 16;
/** Threads that wait for the next phase, and whether the leader waits for the end of this one. */
export const SLEEPERS: usize = 20;
export const LEADER_SLEEPS: usize = 24;
/** How many modules of laws there are; a thread that has another number in its table returns to its host. */
export const MODULES: usize = 28;
/** The newest of them: a pointer to its bytes, how many they are, and where its functions begin in the table. */
export const MODULE: usize = 32;
export const MODULE_BYTES: usize = 36;
export const MODULE_PLACE: usize = 40;

/** A ticket is the phase's number above and the next task below; all ones below mean that nothing is to be had. */
export const COUNT: i32 = 0xffff;

/** The launches of a phase follow at this offset. */
export const LAUNCHES: usize = 64;

@unmanaged
export class PhaseLaunch {
  kernel: i32;
  block: usize;
  items: i32;
  grain: i32;
  /** Number of the first task that is not of this launch any more. */
  end: i32;
}

/** What `lead` says. */
export const OVER: i32 = 0;
export const NOT_YET: i32 = 1;
export const BROKEN: i32 = 2;
