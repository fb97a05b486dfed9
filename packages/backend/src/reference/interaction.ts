import { type Input, scalarFunction } from '@hkmem/laws';
import { resolveSystem } from '../contract/resolved-system.ts';
import type { OscillatorSpec } from '../contract/system-spec.ts';
import type { Float64Parameters } from './float64-parameters.ts';
import { edgeInputs } from './law-term.ts';
import { mlpTerm } from './mlp-term.ts';
import { edgeValues } from './pair-term.ts';

/** The interaction of one graph: phi_e and its slope at overlap r of edge e (arXiv 2505.03648, Kuramoto memory). */
export interface PairInteraction {
  /** phi_e(r). */
  energy(e: number, r: number): number;
  /** phi_e'(r). */
  force(e: number, r: number): number;
}

/** Reads the interaction's parameters (`kuramoto.*`) out of `parameters`. */
export function pairInteraction(spec: OscillatorSpec, parameters: Float64Parameters): PairInteraction {
  const { graph, laws, mlp } = resolveSystem({ neurons: spec.graph.neurons, oscillators: spec }).pairs[0]!;
  if (mlp !== undefined) {
    const term = mlpTerm(mlp, graph, parameters);
    const [at, out] = [edgeValues(term), edgeValues(term)];
    return {
      energy(e, r) {
        at.r[e] = r;
        term.energy(at, out.r);
        return out.r[e]!;
      },
      force(e, r) {
        at.r[e] = r;
        term.derivatives(at, out);
        return out.r[e]!;
      },
    };
  }
  const pair = laws[0]!;
  const inputs = Object.entries(edgeInputs(pair, graph, parameters, undefined));
  const { arena, value, force } = pair.law;
  const evaluate = scalarFunction(arena, [value, force]);
  const entry = (input: Input, e: number): number => (typeof input === 'number' ? input : input[e]!);
  const at = (e: number, r: number): Float64Array =>
    evaluate({ ...Object.fromEntries(inputs.map(([name, input]) => [name, entry(input, e)])), r });
  return { energy: (e, r) => at(e, r)[0]!, force: (e, r) => at(e, r)[1]! };
}
