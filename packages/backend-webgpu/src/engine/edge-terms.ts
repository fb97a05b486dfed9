import { edgeCount, type GraphTerms, type ResolvedPair } from '@hkmem/backend';
import type { WantedGradients } from '../kernels/edge-gradient.ts';

/** A gradient that is added up over the samples of every edge. */
export interface EdgeTarget {
  /** Where it goes; those per `weight` all go to `hopfield.weights`. */
  readonly path: string;
  /** Whether an edge's sum is the gradient of an entry, or is added up over edges, or goes to W at its ends. */
  readonly per: 'edge' | 'one' | 'weight';
  /** The parameters of the law that it adds up. */
  readonly names: readonly string[];
}

/** An energy of pairs and its gradients. */
export interface EdgeTerm {
  readonly pair: WantedGradients['pair'];
  readonly targets: readonly EdgeTarget[];
}

/** What acts on the edges of one graph, the interaction first. */
export interface EdgeGroup {
  readonly edges: number;
  /** Where its edges are listed. */
  readonly run: 'edges' | 'couplingEdges';
  readonly terms: readonly EdgeTerm[];
}

/** The energies on each graph. */
export function edgeGroups(pairs: readonly GraphTerms[]): readonly EdgeGroup[] {
  return pairs.map(({ graph, laws, mlp }, k) => {
    const own = mlp && {
      pair: { term: 'interaction' as const, of: { mlp } },
      targets: mlp.perEdge ? [] : [{ path: 'kuramoto.A', per: 'edge' as const, names: ['A'] }],
    };
    return {
      edges: edgeCount(graph),
      run: k === 0 ? 'edges' : 'couplingEdges',
      terms: [...(own ? [own] : []), ...laws.map(termOf)],
    };
  });
}

function termOf(pair: ResolvedPair): EdgeTerm {
  const { term, law } = pair;
  return {
    pair: term === 'coupling' ? { term, of: law } : { term, of: { law } },
    targets: targetsOf(pair),
  };
}

function targetsOf({ law, paths }: ResolvedPair): EdgeTarget[] {
  const own = law.parameters.flatMap(({ name, per }) =>
    per === 'edge' || per === 'one' ? [{ path: paths[name]!, per, names: [name] }] : [],
  );
  const weights = law.parameters.filter(({ per }) => per === 'weight').map(({ name }) => name);
  if (weights.length === 0) return own;
  return [...own, { path: paths[weights[0]!]!, per: 'weight', names: weights }];
}
