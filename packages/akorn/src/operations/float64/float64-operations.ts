import type { Operations } from '../operations.ts';
import * as arithmetic from './arithmetic.ts';
import * as attention from './attention.ts';
import { normalise, normaliseVjp, norms, normsVjp, standardise, standardiseVjp } from './groups.ts';
import * as places from './places.ts';
import { step, stepVjp } from './step.ts';
import { turn, turnVjp } from './turn.ts';
import type { Float64Value } from './value.ts';

/** The operations in plain TypeScript and float64: the reference that the others are held to. */
export const float64Operations: Operations<Float64Value> = {
  backend: 'cpu',
  precision: 'float64',
  upload: (values, shape) => ({ shape, data: Float64Array.from(values) }),
  read: async ({ data }) => data.slice(),
  scope: (body) => body(),
  dispose: () => undefined,
  reshape: ({ data }, shape) => ({ shape, data }),
  ...arithmetic,
  ...places,
  ...attention,
  turn,
  turnVjp,
  normalise,
  normaliseVjp,
  norms,
  normsVjp,
  standardise,
  standardiseVjp,
  step,
  stepVjp,
};
