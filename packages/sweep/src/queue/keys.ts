import { prefix } from './connection.ts';

/** Names of what is kept beside the jobs. */
export const keys: {
  readonly version: string;
  readonly sweeps: string;
  readonly cancelled: string;
  readonly waiting: (id: string) => string;
  readonly training: (name: string) => string;
} = {
  /** Version of hkmem whose cells are on the queue. */
  version: `${prefix}:study:version`,
  /** Records of sweeps by id. */
  sweeps: `${prefix}:study:sweeps`,
  /** Ids of cells that are not to be run. */
  cancelled: `${prefix}:study:cancelled`,
  /** Ids of the jobs that wait for a cell. */
  waiting: (id) => `${prefix}:study:waiting:${id}`,
  /** Who trains what; holds the job's id for a while. */
  training: (name) => `${prefix}:study:training:${name}`,
};
