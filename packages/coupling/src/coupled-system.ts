import {
  edgeInputs,
  type Graph,
  type ParameterValues,
  type ReferenceSystem,
  type ResolvedPair,
  referenceSystem,
  resolveSystem,
  type SystemSpec,
  ValueError,
} from '@hkmem/backend';
import { float64Parameters } from '@hkmem/energy';
import type { Input } from '@hkmem/laws';

/** A reference system that has a coupling. */
export type CoupledSystem = ReferenceSystem & {
  readonly [unit in 'threshold' | 'oscillators']: NonNullable<ReferenceSystem[unit]>;
} & {
  /** The coupling. */
  readonly pair: ResolvedPair;
  /** HK. */
  readonly graph: Graph;
  /** Its parameters by their names in the law, of every edge or for all. */
  readonly inputs: Readonly<Record<string, Input>>;
  readonly kappaH: number;
};

/**
 * Reads a coupled system.
 * @throws {ValueError} if the system has no coupling or a parameter is missing.
 * @throws {ShapeError | NonFiniteError} naming the parameter.
 */
export function coupledSystem(spec: SystemSpec, parameters: ParameterValues): CoupledSystem {
  const values = float64Parameters(spec, parameters);
  if (spec.coupling === undefined) throw new ValueError('system', 'one without coupling', 'a coupled system');
  const system = referenceSystem(spec, values);
  const { graph, kappaH } = spec.coupling;
  const pair = resolveSystem(spec)
    .pairs.flatMap(({ laws }) => laws)
    .find(({ term }) => term === 'coupling')!;
  const inputs = edgeInputs(pair, graph, values, system.threshold!.weights.dense);
  return { ...system, threshold: system.threshold!, oscillators: system.oscillators!, pair, graph, inputs, kappaH };
}
