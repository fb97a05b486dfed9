import { exportedSource } from './exported-source.ts';
import type { RunSource } from './run-source.ts';
import { servedSource } from './served-source.ts';

/** The source of this page. */
export const source: RunSource = exportedSource() ?? servedSource();
