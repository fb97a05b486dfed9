import { checkedEngine } from '../checked/checked-engine.ts';
import type { Backend, BackendFactory } from '../contract/backend.ts';
import { CpuEngine } from './cpu-engine.ts';

/** The float64 reference as a backend: runs everywhere, tried last by `auto`. */
export const cpuBackend: BackendFactory = {
  name: 'cpu',
  priority: 0,
  async create(): Promise<Backend> {
    return {
      name: 'cpu',
      description: 'float64 reference in plain JavaScript, 1 thread',
      createEngine: (spec) => checkedEngine(spec, (checked) => new CpuEngine(checked)),
      async dispose() {},
    };
  },
};
