import { workerData } from 'node:worker_threads';
import type { Watched } from './watchdog.ts';

const { beats, seconds } = workerData as Watched;
let last = { beats: -1, since: 0 };

setInterval(() => {
  const { user, system } = process.cpuUsage();
  const now = (user + system) / 1e6;
  const count = Atomics.load(beats, 0);
  if (count !== last.beats) last = { beats: count, since: now };
  else if (now - last.since > seconds) process.kill(process.pid, 'SIGKILL');
}, 500);
