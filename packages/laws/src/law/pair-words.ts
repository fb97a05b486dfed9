import type { Arena } from '../expression/arena.ts';
import { one } from '../expression/coefficient.ts';
import { derivative } from '../expression/derivative.ts';
import { isNumber, type Node, postorder } from '../expression/expression.ts';
import { monomialOf, nodeOf } from '../expression/monomial.ts';
import { type JoinedPairs, type JoinedParameter, joinPairs, type WeightedPair } from './joined-pairs.ts';
import { type PairParts, pairParts } from './pair-parts.ts';

/** What stands in the record of an edge: one of its parameters, or what is made of parameters alone. */
export interface PairWord {
  /** Its name in the expressions that read it: that of the parameter, or of nothing else. */
  readonly symbol: string;
  /** The parameter, if it stands there as it is. */
  readonly parameter?: JoinedParameter;
  /** What it is made of otherwise. */
  readonly made?: Node;
}

/** Laws over one graph in words of edges: all that hangs on parameters alone is made once per edge, not for every sample. */
export interface PairWords extends PairParts {
  /** Where the expressions live, those of words too. */
  readonly arena: Arena;
  /** Whether any of the laws reads activities. */
  readonly coupled: boolean;
  /** The weighted energy of each law, in words. */
  readonly values: readonly Node[];
  /** What stands in records, in order; slopes of `adjoint` follow it, then `shared`. */
  readonly words: readonly PairWord[];
  /** Parameters that are one for all and that the expressions read beside the words. */
  readonly shared: readonly JoinedParameter[];
  /** Parameters that words are made of, their symbols among those of the laws. */
  readonly sources: readonly JoinedParameter[];
  /** Of each source: the sum over the words made of it of a word's cotangent, `wordCotangent`, times its slope. */
  readonly pullBacks: readonly Node[];
}

/** The variable that holds the cotangent of a word. */
export function wordCotangent(symbol: string): string {
  return `${symbol}~`;
}

/** Parameters that fit beside the other end into one vector of a record. */
const oneVector = 3;

/**
 * Laws in words: the largest parts that hang on parameters alone, of an edge at least, stand for themselves, so k U_ij in
 * -k U_ij r g_i g_j. Parameters stay as they are where that would give more to read per edge.
 */
export function pairWords(laws: readonly WeightedPair[]): PairWords {
  const joined = joinPairs(laws);
  const { arena, parameters, coupled } = joined;
  const perEdge = parameters.filter(({ per }) => per !== 'one');
  const parts = new Parts(arena, new Set(perEdge.map(({ symbol }) => symbol)));
  const values = joined.values.map((value) => parts.rewritten(value));
  const made = [...parts.words].map(([node, symbol]) => ({ symbol, made: node }));
  const used = new Set(leaves(values));
  const asTheyStand = perEdge.filter(({ symbol }) => used.has(symbol)).map(wordOf);
  const words: readonly PairWord[] = [...asTheyStand, ...made];
  if (made.length === 0 || words.length > Math.max(perEdge.length, oneVector)) return withoutWords(joined, perEdge);
  const shared = parameters.filter(({ per, symbol }) => per === 'one' && used.has(symbol));
  const value = values.reduce((sum, each) => arena.node('add', sum, each));
  const read = new Set(leaves(made.map((word) => word.made)));
  const sources = parameters.filter(({ symbol }) => read.has(symbol));
  const pullBacks = sources.map(({ symbol }) => {
    const terms = made.map((word) =>
      arena.node(
        'mul',
        arena.variable(wordCotangent(word.symbol)),
        derivative(arena, word.made, arena.parameter(symbol)),
      ),
    );
    return terms.reduce((sum, term) => arena.node('add', sum, term));
  });
  const all = [...words, ...shared].map(({ symbol }) => symbol);
  return { arena, coupled, values, words, shared, sources, pullBacks, ...pairParts(arena, value, all) };
}

function wordOf(parameter: JoinedParameter): PairWord {
  return { symbol: parameter.symbol, parameter };
}

function withoutWords(
  { arena, coupled, values, value, parameters }: JoinedPairs,
  perEdge: readonly JoinedParameter[],
): PairWords {
  const shared = parameters.filter(({ per }) => per === 'one');
  const all = [...perEdge, ...shared].map(({ symbol }) => symbol);
  const words = perEdge.map(wordOf);
  return { arena, coupled, values, words, shared, sources: [], pullBacks: [], ...pairParts(arena, value, all) };
}

function leaves(roots: readonly Node[]): readonly string[] {
  return postorder(roots)
    .filter(({ operation }) => operation === 'parameter')
    .map(({ name }) => name!);
}

/** Whether a node reads variables, and whether it reads parameters of an edge. */
interface Reading {
  readonly variables: boolean;
  readonly edge: boolean;
}

/** Takes what hangs on parameters alone out of expressions. */
class Parts {
  /** Symbols by what they stand for. */
  readonly words = new Map<Node, string>();
  readonly #arena: Arena;
  readonly #perEdge: ReadonlySet<string>;
  readonly #readings = new Map<Node, Reading>();
  readonly #rewritten = new Map<Node, Node>();

  constructor(arena: Arena, perEdge: ReadonlySet<string>) {
    this.#arena = arena;
    this.#perEdge = perEdge;
  }

  rewritten(node: Node): Node {
    const known = this.#rewritten.get(node);
    if (known !== undefined) return known;
    const made = this.#rewrite(node);
    this.#rewritten.set(node, made);
    return made;
  }

  #rewrite(node: Node): Node {
    const arena = this.#arena;
    if (!this.#reading(node).variables) return this.#word(node);
    if (isSum(node) || (node.operation === 'neg' && isSum(node.args[0]!))) return this.#sum(node);
    const { coefficient, powers } = monomialOf(node);
    if (powers.get(node) === 1) return arena.rebuilt(node, (arg) => this.rewritten(arg));
    const alone = [...powers].filter(([factor]) => !this.#reading(factor).variables);
    const factors = [...powers].filter(([factor]) => this.#reading(factor).variables);
    return factors.reduce(
      (made, [factor, n]) => arena.node('mul', made, arena.node('pow', this.rewritten(factor), arena.number(n))),
      this.#word(nodeOf(arena, { coefficient, powers: new Map(alone) })),
    );
  }

  /** Terms that hang on parameters alone are put together, but for numbers. */
  #sum(node: Node): Node {
    const arena = this.#arena;
    const terms = termsOf(arena, node);
    const total = (some: readonly Node[]): Node =>
      some.reduce((sum, term) => arena.node('add', sum, term), arena.number(0));
    const isAlone = (term: Node): boolean => !this.#reading(term).variables && !isNumber(term);
    const others = terms.filter((term) => !isAlone(term)).map((term) => this.rewritten(term));
    return arena.node('add', total(others), this.#word(total(terms.filter(isAlone))));
  }

  /** A multiple of a word for a node of parameters alone; the node as it is if it reads none of an edge, or only one. */
  #word(node: Node): Node {
    if (!this.#reading(node).edge) return node;
    const { coefficient, powers } = monomialOf(node);
    const body = nodeOf(this.#arena, { coefficient: one, powers });
    if (body.operation === 'parameter') return node;
    const symbol = this.words.get(body) ?? `word ${this.words.size}`;
    this.words.set(body, symbol);
    return this.#arena.node(
      'mul',
      nodeOf(this.#arena, { coefficient, powers: new Map() }),
      this.#arena.parameter(symbol),
    );
  }

  #reading(root: Node): Reading {
    for (const node of postorder([root])) {
      if (this.#readings.has(node)) continue;
      const of = node.args.map((arg) => this.#readings.get(arg)!);
      this.#readings.set(node, {
        variables: node.operation === 'variable' || of.some(({ variables }) => variables),
        edge: (node.operation === 'parameter' && this.#perEdge.has(node.name!)) || of.some(({ edge }) => edge),
      });
    }
    return this.#readings.get(root)!;
  }
}

function isSum({ operation }: Node): boolean {
  return operation === 'add' || operation === 'sub';
}

/** The terms that a node is the sum of, with their signs; itself if it is no sum. */
function termsOf(arena: Arena, root: Node): readonly Node[] {
  const terms: Node[] = [];
  const stack: { readonly node: Node; readonly turned: boolean }[] = [{ node: root, turned: false }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { node, turned } = top;
    const [a, b] = node.args as readonly [Node, Node];
    if (node.operation === 'neg') stack.push({ node: a, turned: !turned });
    else if (node.operation === 'add') stack.push({ node: b, turned }, { node: a, turned });
    else if (node.operation === 'sub') stack.push({ node: b, turned: !turned }, { node: a, turned });
    else terms.push(turned ? arena.node('neg', node) : node);
  }
  return terms;
}
