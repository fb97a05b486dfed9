import { run } from '../generated/dispatch';
import {
  BROKEN,
  COUNT,
  DONE,
  FAILED,
  LAUNCHES,
  LEADER_SLEEPS,
  MODULES,
  NOT_YET,
  OVER,
  PhaseLaunch,
  QUIT,
  SLEEPERS,
  TASKS,
  TICKET,
} from './pool-words';

/**
 * Fork and join over shared memory. The leader writes a phase (a few launches, cut into numbered tasks) and opens it by
 * its ticket; whoever raises the ticket's count by one owns that task. A phase is over when as many tasks are done as
 * it has, whoever did them, so a thread that wakes late or never holds nobody up.
 */

/** Looks at the ticket before a thread goes to sleep, and at the count of done tasks before the leader does. */
const SPINS: i32 = 20000;

/** Does tasks of phases until the leader ends it, and returns false, or until there are more than `modules`, and returns true. */
export function serve(control: usize, thread: i32, modules: i32): bool {
  while (atomic.load<i32>(control, QUIT) == 0) {
    if (atomic.load<i32>(control, MODULES) != modules) return true;
    const ticket = atomic.load<i32>(control, TICKET);
    if (!takeTask(control, ticket, thread)) rest(control, ticket);
  }
  return false;
}

/** Does tasks of the open phase; says whether it is over, and returns soon if it has to wait for others. */
export function lead(control: usize): i32 {
  while (takeTask(control, atomic.load<i32>(control, TICKET), 0)) {}
  const tasks = atomic.load<i32>(control, TASKS);
  for (let spin = 0; spin < SPINS; spin++) {
    if (atomic.load<i32>(control, DONE) == tasks) {
      atomic.store<i32>(control, atomic.load<i32>(control, TICKET) | COUNT, TICKET);
      return OVER;
    }
    if (atomic.load<i32>(control, FAILED) != 0) return BROKEN;
  }
  return NOT_YET;
}

/** Whether there was a task to be had; a lost race counts as one. */
function takeTask(control: usize, ticket: i32, thread: i32): bool {
  const task = ticket & COUNT;
  const tasks = atomic.load<i32>(control, TASKS);
  if (task >= tasks) return false;
  if (atomic.cmpxchg<i32>(control, ticket, ticket + 1, TICKET) != ticket) return true;
  let first = 0;
  let launch = changetype<PhaseLaunch>(control + LAUNCHES);
  while (task >= launch.end) {
    first = launch.end;
    launch = changetype<PhaseLaunch>(changetype<usize>(launch) + offsetof<PhaseLaunch>());
  }
  const begin = (task - first) * launch.grain;
  run(launch.kernel, launch.block, begin, min(begin + launch.grain, launch.items), thread);
  const done = atomic.add<i32>(control, 1, DONE) + 1;
  if (done == tasks && atomic.load<i32>(control, LEADER_SLEEPS) != 0) atomic.notify(control + DONE, 1);
  return true;
}

/** Waits until the ticket is another one: looks for a while, then sleeps. */
function rest(control: usize, ticket: i32): void {
  for (let spin = 0; spin < SPINS; spin++) {
    if (atomic.load<i32>(control, TICKET) != ticket) return;
  }
  atomic.add<i32>(control, 1, SLEEPERS);
  if (atomic.load<i32>(control, QUIT) == 0) atomic.wait<i32>(control + TICKET, ticket, -1);
  atomic.sub<i32>(control, 1, SLEEPERS);
}
