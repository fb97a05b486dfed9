import type { Redis } from 'ioredis';
import { keys } from '../keys.ts';

const renewScript = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) else return 0 end`;
const releaseScript = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end`;

/**
 * Says on the queue which job trains a memory, so that another cell of the same training waits for it. Belongs to the job,
 * not to the worker: who takes a job over has it at once.
 */
export class TrainingLock {
  readonly #redis: Redis;
  readonly #key: string;
  readonly #job: string;
  readonly #milliseconds: number;

  constructor(redis: Redis, training: string, job: string, milliseconds: number) {
    this.#redis = redis;
    this.#key = keys.training(training);
    this.#job = job;
    this.#milliseconds = milliseconds;
  }

  /** Takes it for a while; false if another job has it. */
  async take(): Promise<boolean> {
    if ((await this.#redis.set(this.#key, this.#job, 'PX', this.#milliseconds, 'NX')) === 'OK') return true;
    return this.renew();
  }

  /** Keeps it for another while; false if another job has it. */
  async renew(): Promise<boolean> {
    return (await this.#redis.eval(renewScript, 1, this.#key, this.#job, this.#milliseconds)) === 1;
  }

  async release(): Promise<void> {
    await this.#redis.eval(releaseScript, 1, this.#key, this.#job);
  }
}
