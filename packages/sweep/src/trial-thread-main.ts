import { parentPort } from 'node:worker_threads';
import { type CapacityTrial, capacity } from '@hkmem/storage';
import type { TrialAnswer } from './capacity/run-trials.ts';
import { messageOf } from './error-facts.ts';

const answer = (given: TrialAnswer): void => parentPort?.postMessage(given);

parentPort?.on('message', (trial: CapacityTrial) => {
  try {
    answer({ kind: 'count', count: capacity(trial) });
  } catch (error) {
    answer({ kind: 'failure', message: messageOf(error) });
  }
});
