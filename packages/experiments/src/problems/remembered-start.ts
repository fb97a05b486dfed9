import { normaliseRows, type ParameterValues, type SystemSpec, ValueError } from '@hkmem/backend';
import { amplitudePath } from '../config/amplitude-path.ts';
import { UnrememberedStartError } from '../errors.ts';

/**
 * A first interaction by which oscillators recall where they start: A_ij = -strength (D / n) <s_i, s_j> per edge, n the
 * neurons of K from `first` on that have neighbours, and 0 on edges to those before it, which are held elsewhere. With
 * phi(r) = A r the energy sum A r is least where overlaps are those of the start. A is the parameter per edge by which the
 * interaction grows as r, whatever else it has.
 * @throws {ValueError} for oscillators without a learned start, which have nothing to remember.
 * @throws {UnrememberedStartError} for an interaction without such a parameter.
 */
export function rememberedStart(
  spec: SystemSpec,
  parameters: ParameterValues,
  strength: number,
  first = 0,
): ParameterValues {
  const start = parameters['start.s'];
  if (spec.oscillators === undefined || start === undefined) {
    throw new ValueError('oscillators.memory', strength, 'none for oscillators without a learned start');
  }
  const path = amplitudePath(spec);
  if (path === undefined) throw new UnrememberedStartError();
  const { dimension: D, graph } = spec.oscillators;
  const s = new Float64Array(start.length);
  normaliseRows(Float64Array.from(start), s, spec.neurons, D);
  const joined = new Set([...graph.sources, ...graph.targets].filter((i) => i >= first)).size;
  const A = Float64Array.from(graph.sources, (i, e) => {
    const j = graph.targets[e]!;
    if (Math.min(i, j) < first) return 0;
    let overlap = 0;
    for (let d = 0; d < D; d++) overlap += s[i * D + d]! * s[j * D + d]!;
    return (-strength * D * overlap) / joined;
  });
  return { [path]: A };
}
