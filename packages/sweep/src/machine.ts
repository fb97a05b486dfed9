import { cpus, totalmem } from 'node:os';
import { version } from './version.ts';

/** The machine and the programs that made a result. */
export interface Machine {
  /** Name of the processor. */
  readonly processor: string;
  /** How many. */
  readonly cores: number;
  /** In GiB. */
  readonly memoryGiB: number;
  /** System and architecture. */
  readonly platform: string;
  /** Version of Node. */
  readonly node: string;
  /** Version of this software. */
  readonly hkmem: string;
}

/** What this process runs on. */
export function describeMachine(): Machine {
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() || 'unknown processor',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    hkmem: version(),
  };
}

/** A machine in one line. */
export function machineLine({ processor, cores, memoryGiB, platform, node, hkmem }: Machine): string {
  return `${processor}, ${cores} cores, ${memoryGiB} GiB, ${platform}; Node ${node}, hkmem ${hkmem}`;
}
