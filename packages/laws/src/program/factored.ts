import type { Arena } from '../expression/arena.ts';
import { type Coefficient, order, times } from '../expression/coefficient.ts';
import type { Node } from '../expression/expression.ts';
import { monomialOf } from '../expression/monomial.ts';

/** A product as it is taken apart: no power is 0. */
interface Term {
  readonly coefficient: Coefficient;
  readonly powers: ReadonlyMap<Node, number>;
}

/** A node that is added, or taken off. */
interface Signed {
  readonly node: Node;
  readonly minus: boolean;
}

/**
 * The same values with factors that several terms of a sum share taken out of it: w gi~ gj + w gj~ gi becomes
 * w (gi~ gj + gj~ gi). Products have the factors first whose `rank` is lower, steps last, so that what comes first can be
 * made outside of a loop and what a step rules out is ruled out whole.
 */
export function factored(arena: Arena, roots: readonly Node[], rank: (node: Node) => number): readonly Node[] {
  const factoring = new Factoring(arena, rank);
  return roots.map((root) => factoring.node(root));
}

class Factoring {
  readonly #arena: Arena;
  readonly #rank: (node: Node) => number;
  readonly #made = new Map<Node, Node>();

  constructor(arena: Arena, rank: (node: Node) => number) {
    this.#arena = arena;
    this.#rank = (node) => (node.operation === 'step' ? Number.POSITIVE_INFINITY : rank(node));
  }

  node(node: Node): Node {
    const known = this.#made.get(node);
    if (known !== undefined) return known;
    const terms = termsOf(node);
    const [only] = terms as readonly [Term];
    const isOther = terms.length === 1 && only.powers.get(node) === 1;
    const made = isOther ? this.#other(node) : this.#plain(this.#sum(terms));
    this.#made.set(node, made);
    return made;
  }

  #other(node: Node): Node {
    if (node.args.length === 0) return node;
    return this.#arena.raw(node.operation, ...node.args.map((arg) => this.node(arg)));
  }

  #plain({ node, minus }: Signed): Node {
    return minus ? this.#arena.node('neg', node) : node;
  }

  #sum(terms: readonly Term[]): Signed {
    const [first] = terms as readonly [Term];
    if (terms.length === 1) return this.#product(first);
    const shared = this.#mostShared(terms);
    if (shared === undefined) return this.#added(terms.map((term) => this.#product(term)));
    const has = ({ powers }: Term): boolean => (powers.get(shared) ?? 0) > 0;
    const inner = this.#sum(terms.filter(has).map((term) => without(term, shared)));
    const outer = this.node(shared);
    const [a, b] = this.#rank(shared) <= this.#rank(inner.node) ? [outer, inner.node] : [inner.node, outer];
    const product = { node: this.#arena.raw('mul', a, b), minus: inner.minus };
    const others = terms.filter((term) => !has(term));
    return others.length === 0 ? product : this.#added([this.#sum(others), product]);
  }

  #added(terms: readonly Signed[]): Signed {
    const start = terms.find(({ minus }) => !minus) ?? terms[0]!;
    const node = terms
      .filter((term) => term !== start)
      .reduce((sum, each) => this.#arena.raw(each.minus === start.minus ? 'add' : 'sub', sum, each.node), start.node);
    return { node, minus: start.minus };
  }

  /** A factor of the most terms, of two at least. */
  #mostShared(terms: readonly Term[]): Node | undefined {
    const counts = new Map<Node, number>();
    for (const { powers } of terms) {
      for (const [factor, n] of powers) if (n > 0) counts.set(factor, (counts.get(factor) ?? 0) + 1);
    }
    const [most] = [...counts].filter(([, count]) => count > 1).sort(([p, m], [q, n]) => n - m || this.#compared(p, q));
    return most?.[0];
  }

  #compared(a: Node, b: Node): number {
    const [p, q] = [this.#rank(a), this.#rank(b)];
    return p === q ? order(a, b) : p - q;
  }

  #product({ coefficient: { n, d }, powers }: Term): Signed {
    const sorted = [...powers].sort(([p], [q]) => this.#compared(p, q));
    const chain = (value: number, sign: 1 | -1): Node => {
      const factors = sorted
        .filter(([, k]) => k * sign > 0)
        .map(([factor, k]) => {
          const node = this.node(factor);
          return Math.abs(k) === 1 ? node : this.#arena.raw('pow', node, this.#arena.number(Math.abs(k)));
        });
      const start = value === 1 && factors.length > 0 ? [] : [this.#arena.number(value)];
      return [...start, ...factors].reduce((made, factor) => this.#arena.raw('mul', made, factor));
    };
    const above = chain(Math.abs(n), 1);
    const whole = d === 1 && sorted.every(([, k]) => k > 0);
    return { node: whole ? above : this.#arena.raw('div', above, chain(d, -1)), minus: n < 0 };
  }
}

function without({ coefficient, powers }: Term, factor: Node): Term {
  const left = [...powers].map(([node, n]) => [node, node === factor ? n - 1 : n] as const);
  return { coefficient, powers: new Map(left.filter(([, n]) => n !== 0)) };
}

function termsOf(root: Node): readonly Term[] {
  const terms: Term[] = [];
  const stack: Signed[] = [{ node: root, minus: false }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { node, minus } = top;
    const [a, b] = node.args as readonly [Node, Node];
    if (node.operation === 'add') stack.push({ node: b, minus }, { node: a, minus });
    else if (node.operation === 'sub') stack.push({ node: b, minus: !minus }, { node: a, minus });
    else if (node.operation === 'neg') stack.push({ node: a, minus: !minus });
    else {
      const { coefficient, powers } = monomialOf(node);
      terms.push({ coefficient: minus ? times(coefficient, { n: -1, d: 1 }) : coefficient, powers });
    }
  }
  return terms;
}
