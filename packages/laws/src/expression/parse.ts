import { FormulaError, UnknownSymbolError } from '../errors.ts';
import { limits } from './arena.ts';
import type { Expression } from './expression.ts';
import { calledNames, calledUnary, type Operation } from './operations.ts';
import { type Token, tokensOf } from './tokens.ts';

/** The names that a formula may use besides functions and `pi`. */
export interface Symbols {
  /** What the law reads: r, gi and gj, or x, or out and y. */
  readonly variables: readonly string[];
  /** Names of its parameters. */
  readonly parameters: readonly string[];
}

/** Binary operations with how strongly they bind; `^` binds its right side first. */
const binary: Readonly<Record<string, readonly [operation: Operation, strength: number]>> = {
  '+': ['add', 1],
  '-': ['sub', 1],
  '*': ['mul', 2],
  '/': ['div', 2],
  '^': ['pow', 4],
};

/** How strongly a minus sign before a term binds: -x^2 is -(x^2), -x * y is (-x) * y. */
const minus = 3;

/**
 * Reads a formula. @throws {FormulaError | UnknownSymbolError} that names the position; brackets, signs and powers nest
 * to a depth of 200.
 */
export function parse(formula: string, symbols: Symbols): Expression {
  return new Parser(formula, symbols).whole();
}

class Parser {
  readonly #formula: string;
  readonly #symbols: Symbols;
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(formula: string, symbols: Symbols) {
    this.#formula = formula;
    this.#symbols = symbols;
    this.#tokens = tokensOf(formula);
  }

  whole(): Expression {
    if (this.#tokens.length === 1) throw this.#error(this.#tokens[0]!, 'there is nothing', 'Write a formula.');
    const expression = this.#expression(0);
    const rest = this.#peek();
    if (rest.text === ')') throw this.#error(rest, "')' closes nothing", 'Take it away, or open a bracket.');
    if (rest.text === ',') throw this.#comma(rest);
    if (rest.kind !== 'end') throw this.#comparison(rest);
    return expression;
  }

  #expression(strength: number): Expression {
    if (++this.#depth > limits.depth) {
      const way = `At most ${limits.depth} levels are allowed.`;
      throw this.#error(this.#peek(), 'brackets, signs or powers nest too deeply', way);
    }
    let left = this.#prefix();
    for (;;) {
      const token = this.#peek();
      const found = token.kind === 'sign' ? binary[token.text] : undefined;
      if (found === undefined || found[1] <= strength) break;
      this.#next++;
      const right = this.#expression(token.text === '^' ? minus - 1 : found[1]);
      left = { operation: found[0], args: [left, right] };
    }
    this.#depth--;
    return left;
  }

  #prefix(): Expression {
    const token = this.#peek();
    this.#next++;
    if (token.text === '-') return { operation: 'neg', args: [this.#expression(minus)] };
    if (token.text === '(') {
      const inner = this.#expression(0);
      this.#expect(')', token);
      return this.#alone(inner);
    }
    if (token.kind === 'number') {
      const value = Number(token.text);
      if (!Number.isFinite(value)) throw this.#error(token, `${token.text} is too large`, 'Use a finite number.');
      return this.#alone({ operation: 'number', args: [], value });
    }
    if (token.kind === 'name') return this.#alone(this.#name(token));
    const got = token.kind === 'end' ? 'the formula ends' : `'${token.text}' stands`;
    const power = token.text === '*' && this.#tokens[this.#next - 2]?.text === '*';
    const way = power ? "Write '^' for a power." : 'Write a number, a name or a bracket.';
    throw this.#error(token, `${got} where a term is expected`, way);
  }

  #name(token: Token): Expression {
    const { variables, parameters } = this.#symbols;
    const name = token.text;
    const leaf = variables.includes(name) ? 'variable' : parameters.includes(name) ? 'parameter' : undefined;
    const called = this.#peek().text === '(';
    if (leaf !== undefined) {
      if (called) throw this.#error(token, `'${name}' is no function`, `Write '${name} * (...)' for a product.`);
      return { operation: leaf, args: [], name };
    }
    if (calledNames.includes(name)) {
      if (!called) throw this.#error(token, `'${name}' lacks its argument`, `Write '${name}(...)'.`);
      return this.#call(token);
    }
    if (name === 'pi' && !called) return { operation: 'number', args: [], value: Math.PI };
    const known = [...variables, ...parameters, 'pi', ...calledNames];
    throw new UnknownSymbolError(this.#formula, token.position, name, known);
  }

  #call(token: Token): Expression {
    const open = this.#peek();
    this.#next++;
    const name = token.text;
    const args: Expression[] = [];
    let compared: 'less' | 'atMost' | undefined;
    if (name === 'where') {
      const left = this.#expression(0);
      const sign = this.#peek();
      if (!['<', '<=', '>', '>='].includes(sign.text)) {
        throw this.#error(
          sign,
          'where(...) lacks its comparison',
          "Write 'where(a < b, p, q)': p where a < b, else q.",
        );
      }
      this.#next++;
      const right = this.#expression(0);
      compared = sign.text.length === 1 ? 'less' : 'atMost';
      args.push(...(sign.text.startsWith('<') ? [left, right] : [right, left]));
    } else args.push(this.#expression(0));
    while (this.#peek().text === ',') {
      this.#next++;
      args.push(this.#expression(0));
    }
    this.#expect(')', open);
    const unary = calledUnary.find((each) => each === name);
    const wanted = unary !== undefined ? 1 : compared !== undefined ? 4 : 2;
    if (args.length !== wanted) {
      const [got, takes] = compared === undefined ? [args.length, wanted] : [args.length - 1, 3];
      throw this.#error(token, `'${name}' got ${got} arguments`, `It takes ${takes}.`);
    }
    return { operation: compared ?? unary ?? (name as 'min' | 'max'), args };
  }

  /** Refuses a term that follows another one without an operation in between. */
  #alone(term: Expression): Expression {
    const token = this.#peek();
    if (token.kind !== 'number' && token.kind !== 'name' && token.text !== '(') return term;
    const way = "Write '*' between factors; it is never left out.";
    throw this.#error(token, `'${token.text}' follows a term`, way);
  }

  #expect(text: string, open: Token): void {
    const token = this.#peek();
    this.#next++;
    if (token.text === text) return;
    if (token.kind === 'end') throw this.#error(open, "'(' is never closed", "Write ')'.");
    if (token.text === ',') throw this.#comma(token);
    throw this.#comparison(token);
  }

  #comma(token: Token): FormulaError {
    const [before, after] = [
      this.#tokens[this.#tokens.indexOf(token) - 1],
      this.#tokens[this.#tokens.indexOf(token) + 1],
    ];
    const decimal = before?.kind === 'number' && after?.kind === 'number';
    const way = decimal ? `Write '${before.text}.${after.text}' with a point.` : 'Commas stand between arguments only.';
    return this.#error(token, "',' separates nothing", way);
  }

  #comparison(token: Token): FormulaError {
    return this.#error(token, `'${token.text}' is out of place`, "Comparisons stand in 'where(a < b, p, q)' only.");
  }

  #peek(): Token {
    return this.#tokens[Math.min(this.#next, this.#tokens.length - 1)]!;
  }

  #error(token: Token, problem: string, way: string): FormulaError {
    return new FormulaError(this.#formula, token.position, problem, way);
  }
}
