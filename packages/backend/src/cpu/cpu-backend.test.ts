import { afterAll, beforeAll, describe } from 'vitest';
import { preconditions } from '../conformance/preconditions/suite.ts';
import type { Backend } from '../contract/backend.ts';
import { cpuBackend } from './cpu-backend.ts';

// Its numbers are the reference's; those are held against differences and closed forms in cpu/reference.
describe('cpu', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await cpuBackend.create({});
  });
  afterAll(() => backend.dispose());
  preconditions(() => backend, { clock: false, samples: true, tensors: false });
});
