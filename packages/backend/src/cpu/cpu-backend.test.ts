import { conformance } from '../conformance/suite.ts';
import { cpuBackend } from './cpu-backend.ts';

conformance({ title: 'cpu', create: () => cpuBackend.create({}), tolerance: 0 });
