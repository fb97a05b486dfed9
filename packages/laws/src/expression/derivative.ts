import type { Arena } from './arena.ts';
import { type Node, postorder } from './expression.ts';

const gelu = { scale: Math.sqrt(2 / Math.PI), cubic: 0.044715 } as const;

/** t of gelu(z) = z (1 + t) / 2: tanh(q (z + c z^3)), q = sqrt(2 / pi), c = 0.044715. */
export function geluTanh(arena: Arena, z: Node): Node {
  const inner = arena.node('mul', z, cubicPart(arena, z, gelu.cubic));
  return arena.node('tanh', arena.node('mul', arena.number(gelu.scale), inner));
}

/** 1 + c z^2. */
function cubicPart(arena: Arena, z: Node, c: number): Node {
  const square = arena.node('pow', z, arena.number(2));
  return arena.node('add', arena.number(1), arena.node('mul', arena.number(c), square));
}

/**
 * d root / d symbol, simplified. Where a kink has no derivative it is what holds on one side: 0 for relu, abs and step
 * at 0, that of `where`'s own choice.
 */
export function derivative(arena: Arena, root: Node, symbol: Node): Node {
  const zero = arena.number(0);
  const slopes = new Map<Node, Node>();
  for (const node of postorder([root])) {
    if (node === symbol) slopes.set(node, arena.number(1));
    else if (node.args.every((arg) => slopes.get(arg) === zero)) slopes.set(node, zero);
    else slopes.set(node, derivativeOfOne(arena, node, slopes));
  }
  return slopes.get(root)!;
}

function derivativeOfOne(arena: Arena, node: Node, slopes: ReadonlyMap<Node, Node>): Node {
  const make = arena.node.bind(arena);
  const [a, b, p, q] = node.args as readonly [Node, Node, Node, Node];
  const [da, db] = [slopes.get(a)!, slopes.get(b)!];
  switch (node.operation) {
    case 'neg':
      return make('neg', da);
    case 'add':
    case 'sub':
      return make(node.operation, da, db);
    case 'mul':
      return make('add', make('mul', da, b), make('mul', a, db));
    case 'div':
      return make('div', make('sub', da, make('mul', node, db)), b);
    case 'pow':
      return powerSlope(arena, node, da, db);
    case 'min':
      return make('less', a, b, da, db);
    case 'max':
      return make('less', b, a, da, db);
    case 'less':
    case 'atMost':
      return make(node.operation, a, b, slopes.get(p)!, slopes.get(q)!);
    default:
      return make('mul', unarySlope(arena, node, a), da);
  }
}

function powerSlope(arena: Arena, node: Node, da: Node, db: Node): Node {
  const make = arena.node.bind(arena);
  const [a, b] = node.args as readonly [Node, Node];
  const lower = b.operation === 'number' ? arena.number(b.value! - 1) : make('sub', b, arena.number(1));
  const base = make('mul', make('mul', b, make('pow', a, lower)), da);
  if (db.operation === 'number' && db.value === 0) return base;
  return make('add', base, make('mul', make('mul', node, make('log', a)), db));
}

/** The slope of a function of one argument, in a form that stays finite where the function does. */
function unarySlope(arena: Arena, node: Node, u: Node): Node {
  const make = arena.node.bind(arena);
  const one = arena.number(1);
  const oneMinusSquare = (t: Node): Node => make('sub', one, make('pow', t, arena.number(2)));
  switch (node.operation) {
    case 'exp':
      return node;
    case 'log':
      return make('div', one, u);
    case 'relu':
      return make('step', u);
    case 'abs':
      return make('sign', u);
    case 'tanh':
      return oneMinusSquare(node);
    case 'sigmoid':
      return make('mul', node, make('sub', one, node));
    case 'softplus':
      return make('sigmoid', u);
    case 'logcosh':
      return make('tanh', u);
    case 'sin':
      return make('cos', u);
    case 'cos':
      return make('neg', make('sin', u));
    case 'sqrt':
      return make('div', one, make('mul', arena.number(2), node));
    case 'erf': {
      const bell = make('exp', make('neg', make('pow', u, arena.number(2))));
      return make('mul', arena.number(2 / Math.sqrt(Math.PI)), bell);
    }
    case 'gelu': {
      const t = geluTanh(arena, u);
      const inner = make('mul', arena.number(gelu.scale), cubicPart(arena, u, 3 * gelu.cubic));
      const bend = make('mul', u, make('mul', oneMinusSquare(t), inner));
      return make('mul', arena.number(0.5), make('add', make('add', one, t), bend));
    }
    default:
      return arena.number(0);
  }
}
