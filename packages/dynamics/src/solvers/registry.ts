import { UnknownNameError } from '@hkmem/backend';
import { bosh3 } from './bosh3.ts';
import { carpenter4 } from './carpenter4.ts';
import { dopri5 } from './dopri5.ts';
import { euler } from './euler.ts';
import { heun } from './heun.ts';
import { lawson5 } from './lawson5.ts';
import { rk4 } from './rk4.ts';
import type { Tableau } from './tableau.ts';
import { tsit5 } from './tsit5.ts';

/** Every method by name. */
export const solvers: Readonly<Record<SolverName, Tableau>> = {
  euler,
  heun,
  bosh3,
  rk4,
  carpenter4,
  lawson5,
  dopri5,
  tsit5,
};
/** Names of the methods. */
export type SolverName = 'euler' | 'heun' | 'bosh3' | 'rk4' | 'carpenter4' | 'lawson5' | 'dopri5' | 'tsit5';

/** A method by name. @throws {UnknownNameError} with the list of names. */
export function solverByName(name: string): Tableau {
  const tableau = Object.values(solvers).find((candidate) => candidate.name === name);
  if (tableau === undefined) throw new UnknownNameError('solver', name, Object.keys(solvers));
  return tableau;
}
