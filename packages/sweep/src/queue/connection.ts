import type { Queue as BullQueue } from 'bullmq';
import type { Redis } from 'ioredis';
import { messageOf } from '../error-facts.ts';
import { QueueError } from './errors.ts';
import { optionalPackage } from './optional-package.ts';
import type { QueueAddress } from './queue-address.ts';
import type { Redact } from './redact.ts';

/** Before every key. */
export const prefix = 'hkmem';
/** Name of the queue of cells. */
export const queueName = 'cells';

/** The queue library, loaded when a queue is first used. */
export type Bull = typeof import('bullmq');

/** An open connection to a queue. */
export interface Connection {
  /** Where the queue is. */
  readonly address: QueueAddress;
  /** The client. */
  readonly redis: Redis;
  /** The queue library. */
  readonly bull: Bull;
  /** The cells on it. */
  readonly queue: BullQueue;
  /** Closes both. */
  close(): Promise<void>;
}

/** Milliseconds for which a first connection is waited. */
const firstConnection = 10_000;

/**
 * Connects to a queue. A `patient` connection comes back by itself whenever it is lost; another gives up after some tries.
 * @throws {MissingPackageError} if the queue library is not installed. @throws {QueueError} if the queue cannot be reached at
 * first.
 */
export async function connect(address: QueueAddress, patient: boolean): Promise<Connection> {
  const [bull, { Redis: Client }] = await optionalPackage(
    () => Promise.all([import('bullmq'), import('ioredis')]),
    'a queue',
    'bullmq ioredis',
  );
  let last = '';
  const redis = new Client(address.url, {
    lazyConnect: true,
    // The queue library asks for this where it waits for work.
    maxRetriesPerRequest: null,
    connectTimeout: firstConnection,
    retryStrategy: (times) => (patient || times < 5 ? Math.min(100 * 2 ** times, 5000) : null),
  });
  redis.on('error', (error: Error) => {
    last = error.message;
  });
  try {
    await withTimeout(redis.connect(), firstConnection);
  } catch (cause) {
    redis.disconnect();
    const reason = last === '' ? messageOf(cause) : last;
    throw new QueueError(
      `cannot reach the queue at ${address.shown}: ${address.redact(reason.replace(/\.$/, ''))}. Check the address and the password, and whether the server runs.`,
    );
  }
  const queue = new bull.Queue(queueName, { connection: redis, prefix });
  queue.on('error', () => {});
  return {
    address,
    redis,
    bull,
    queue,
    close: async () => {
      await queue.close();
      redis.disconnect();
    },
  };
}

/** Runs work that talks to a queue. @throws {QueueError} in place of what a client throws, without secrets. */
export async function guarded<Result>(redact: Redact, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const isClient =
      error instanceof Error && /^(Reply|Redis|Abort|MaxRetries|ConnectionClosed)?Error$/.test(error.name);
    if (!isClient) throw error;
    throw new QueueError(`the queue does not do what it is asked: ${redact(messageOf(error))}.`);
  }
}

function withTimeout<Result>(work: Promise<Result>, milliseconds: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${milliseconds / 1000} s`)), milliseconds);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
