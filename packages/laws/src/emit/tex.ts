import { ExpressionSizeError } from '../errors.ts';
import { isNumber, type Node, postorder } from '../expression/expression.ts';

/** TeX of names that differ from the names themselves; `C_e` for a parameter per edge is the caller's choice. */
export type TexNames = Readonly<Record<string, string>>;

const variables: TexNames = {
  gi: 'g_i',
  gj: 'g_j',
  out: 'o',
  'r~': '\\bar r',
  'gi~': '\\bar g_i',
  'gj~': '\\bar g_j',
};

const greek = new Set([
  ...['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta', 'eta', 'theta', 'kappa', 'lambda', 'mu', 'nu', 'xi', 'rho'],
  ...['sigma', 'tau', 'phi', 'chi', 'psi', 'omega'],
]);

/** Most nodes that are set. */
const mostSet = 2000;

/** How strongly a formula binds: sums 1, a minus sign 2, products 3, functions without brackets 4, powers 5, others 6. */
type Piece = readonly [tex: string, strength: number];

/** A formula in TeX, for mathematics mode. @throws {ExpressionSizeError} for a huge one. */
export function texOf(root: Node, names: TexNames = {}): string {
  if (root.size > mostSet) throw new ExpressionSizeError('nodes of a TeX formula', root.size, mostSet);
  const pieces = new Map<Node, Piece>();
  for (const node of postorder([root])) pieces.set(node, pieceOf(node, pieces, { ...variables, ...names }));
  return pieces.get(root)![0];
}

function pieceOf(node: Node, pieces: ReadonlyMap<Node, Piece>, names: TexNames): Piece {
  const bare = (arg: Node): string => pieces.get(arg)![0];
  const inside = (arg: Node, least: number): string =>
    pieces.get(arg)![1] < least ? `\\left(${bare(arg)}\\right)` : bare(arg);
  const [a, b, p, q] = node.args as readonly [Node, Node, Node, Node];
  switch (node.operation) {
    case 'number':
      return numberPiece(node.value!);
    case 'parameter':
    case 'variable':
      return [names[node.name!] ?? nameOf(node.name!), 6];
    case 'add':
      return [`${inside(a, 1)} + ${inside(b, 2)}`, 1];
    case 'sub':
      return [`${inside(a, 1)} - ${inside(b, 3)}`, 1];
    case 'neg':
      return [`-${inside(a, 3)}`, 2];
    case 'mul':
      return [`${inside(a, 3)}${startsWithDigit(inside(b, 3)) ? ' \\cdot ' : ' '}${inside(b, 3)}`, 3];
    case 'div':
      return quotient(a, b, bare);
    case 'pow':
      return [`${inside(a, 6)}^{${bare(b)}}`, 5];
    case 'exp':
      return [`e^{${bare(a)}}`, 5];
    case 'sqrt':
      return [`\\sqrt{${bare(a)}}`, 6];
    case 'abs':
      return [`\\left|${bare(a)}\\right|`, 6];
    case 'relu':
      return [`\\max(${bare(a)}, 0)`, 6];
    case 'step':
      return [`\\left[${bare(a)} > 0\\right]`, 6];
    case 'sigmoid':
      return [`\\sigma\\left(${bare(a)}\\right)`, 6];
    case 'softplus':
      return [`\\log\\left(1 + e^{${bare(a)}}\\right)`, 6];
    case 'min':
    case 'max':
      return [`\\${node.operation}(${bare(a)}, ${bare(b)})`, 6];
    case 'less':
    case 'atMost': {
      const sign = node.operation === 'less' ? '<' : '\\le';
      const cases = `${bare(p)} & ${bare(a)} ${sign} ${bare(b)} \\\\ ${bare(q)} & \\text{otherwise}`;
      return [`\\begin{cases} ${cases} \\end{cases}`, 1];
    }
  }
  return [
    `${functions[node.operation] ?? `\\operatorname{${node.operation}}`}${argument(bare(a), pieces.get(a)![1])}`,
    4,
  ];
}

const functions: TexNames = {
  log: '\\log',
  tanh: '\\tanh',
  sin: '\\sin',
  cos: '\\cos',
  logcosh: '\\log \\cosh',
};

function argument(tex: string, strength: number): string {
  return strength === 6 && !tex.startsWith('\\left') ? ` ${tex}` : `\\left(${tex}\\right)`;
}

function quotient(a: Node, b: Node, bare: (node: Node) => string): Piece {
  if (isNumber(a) && isNumber(b)) return [`\\tfrac{${bare(a)}}{${bare(b)}}`, 6];
  if (!isNumber(b)) return [`\\frac{${bare(a)}}{${bare(b)}}`, 6];
  // x / 2 is set as a number in front; so is 3 x / 2.
  const [first, second] = a.args as readonly [Node, Node];
  if (a.operation === 'mul' && isNumber(first)) return [`\\tfrac{${bare(first)}}{${bare(b)}} ${bare(second)}`, 3];
  if (a.operation === 'add' || a.operation === 'sub') {
    return [`\\tfrac{1}{${bare(b)}} \\left(${bare(a)}\\right)`, 3];
  }
  return [`\\tfrac{1}{${bare(b)}} ${bare(a)}`, 3];
}

function numberPiece(value: number): Piece {
  if (value === Math.PI) return ['\\pi', 6];
  const [mantissa, exponent] = String(value).split('e');
  const tex = exponent === undefined ? mantissa! : `${mantissa} \\cdot 10^{${Number(exponent)}}`;
  return [tex, value < 0 ? 2 : exponent === undefined ? 6 : 3];
}

function startsWithDigit(tex: string): boolean {
  return /^\d/.test(tex);
}

/** A name in TeX: Greek letters by their names, a digit or a word after the first letter or underscore as an index. */
function nameOf(name: string): string {
  const [head, ...rest] = name.split('_');
  const letters = greek.has(head!) ? `\\${head}` : head!.length === 1 ? head! : `\\mathrm{${head}}`;
  const index = rest.filter((part) => part !== '').join(', ');
  return index === '' ? letters : `${letters}_{${index.length === 1 ? index : `\\mathrm{${index}}`}}`;
}
