import { type ArrayFunction, arrayFunction, cotangentNames, type Input, type PairLaw } from '@hkmem/laws';
import type { Graph } from '../contract/graph.ts';
import type { ResolvedPair } from '../contract/resolved-system.ts';
import type { Float64Parameters } from './float64-parameters.ts';
import type { EdgeValues, PairTerm } from './pair-term.ts';

interface Compiled {
  readonly value: ArrayFunction;
  readonly derivatives: ArrayFunction;
  readonly adjoint: ArrayFunction;
}

const compiledLaws = new WeakMap<PairLaw, Compiled>();

function compiled(law: PairLaw): Compiled {
  const { arena, value, force, pullI, pullJ, adjoint } = law;
  const made = compiledLaws.get(law) ?? {
    value: arrayFunction(arena, [value]),
    derivatives: arrayFunction(arena, [force, pullI, pullJ]),
    adjoint: arrayFunction(arena, [adjoint.r, adjoint.gi, adjoint.gj, ...adjoint.parameters]),
  };
  compiledLaws.set(law, made);
  return made;
}

/** The parameters of a law of pairs by their names: per `edge` [E], per `weight` W_ij of every edge, or one for all. */
export function edgeInputs(
  { law, paths }: ResolvedPair,
  graph: Graph,
  parameters: Float64Parameters,
  W: Float64Array | undefined,
): Record<string, Input> {
  const inputs: Record<string, Input> = {};
  for (const { name, per } of law.parameters) {
    if (per === 'weight') inputs[name] = Float64Array.from(graph.sources, (_, e) => W![entryOf(graph, e)]!);
    else inputs[name] = per === 'edge' ? parameters[paths[name]!]! : parameters[paths[name]!]![0]!;
  }
  return inputs;
}

/** A law on a graph with its parameters read out; W [N, N] is for parameters per `weight`. */
export function lawTerm(
  pair: ResolvedPair,
  graph: Graph,
  parameters: Float64Parameters,
  W: Float64Array | undefined,
): PairTerm {
  const { law, paths, term, weight } = pair;
  const { value, derivatives, adjoint } = compiled(law);
  const inputs = edgeInputs(pair, graph, parameters, W);
  const edges = graph.sources.length;
  const reading = ({ r, gi, gj }: EdgeValues): Record<string, Input> => ({ ...inputs, r, gi, gj });
  return {
    name: term,
    graph,
    weight,
    coupled: law.facts.coupled,
    energy: (at, out) => value.run(reading(at), [out], edges),
    derivatives: (at, { r, gi, gj }) => derivatives.run(reading(at), [r, gi, gj], edges),
    vjp(at, cotangent, { r, gi, gj }, { gradients, dW }) {
      const targets = law.parameters.map(({ name, per }) => (per === 'weight' ? dW : gradients[paths[name]!]));
      const slopes = targets.map((target) => target && new Float64Array(edges));
      const cotangents = Object.fromEntries(
        (['r', 'gi', 'gj'] as const).map((name) => [cotangentNames[name], cotangent[name]]),
      );
      adjoint.run({ ...reading(at), ...cotangents }, [r, gi, gj, ...slopes], edges);
      targets.forEach((target, k) => {
        if (target === undefined) return;
        const { per } = law.parameters[k]!;
        for (let e = 0; e < edges; e++) {
          target[per === 'edge' ? e : per === 'weight' ? entryOf(graph, e) : 0]! += slopes[k]![e]!;
        }
      });
    },
  };
}

/** Where the weight of an edge is in W [N, N]. */
function entryOf({ neurons, sources, targets }: Graph, e: number): number {
  return sources[e]! * neurons + targets[e]!;
}
