import type { Arena } from '../expression/arena.ts';
import type { Node } from '../expression/expression.ts';
import type { Operation } from '../expression/operations.ts';
import { programOf } from '../program/program.ts';

/** WGSL functions that a text may call besides the language's own. */
export type WgslHelper = 'hyperbolicTangent' | 'logistic' | 'softplus' | 'logCosh';

/** A function of float32 in WGSL. */
export interface WgslFunction {
  /** The whole function. */
  readonly text: string;
  /** What it calls and the caller must declare, from `wgslHelpers`. */
  readonly helpers: readonly WgslHelper[];
}

/** The helpers: finite for every finite argument, where WGSL's own tanh may overflow and is good to 1e-5 only. */
export const wgslHelpers: Readonly<Record<WgslHelper, string>> = {
  hyperbolicTangent: `fn hyperbolicTangent(x: f32) -> f32 {
  let magnitude = min(abs(x), 15.0);
  if (magnitude < 0.25) {
    let q = x * x;
    return x * (1.0 + q * (-0.333333333 + q * (0.133333333 + q * (-0.0539682540 + q * 0.0218694885))));
  }
  let e = exp(-2.0 * magnitude);
  return sign(x) * (1.0 - e) / (1.0 + e);
}
`,
  logistic: `fn logistic(x: f32) -> f32 {
  let e = exp(-abs(x));
  return select(e, 1.0, x >= 0.0) / (1.0 + e);
}
`,
  softplus: `fn softplus(x: f32) -> f32 {
  return max(x, 0.0) + log(1.0 + exp(-abs(x)));
}
`,
  logCosh: `fn logCosh(x: f32) -> f32 {
  let magnitude = abs(x);
  return magnitude + log(1.0 + exp(-2.0 * magnitude)) - 0.693147181;
}
`,
};

const helperOf: Partial<Record<Operation, WgslHelper>> = {
  tanh: 'hyperbolicTangent',
  sigmoid: 'logistic',
  softplus: 'softplus',
  logcosh: 'logCosh',
};

/** Vector types that outputs are returned in, by their number. */
const types = ['', 'f32', 'vec2f', 'vec3f', 'vec4f'];

/**
 * A WGSL function of one to four outputs, returned as f32 or a vector.
 * @param inputs By the name of a variable or parameter: the WGSL expression that it is read from.
 * @param signature What stands between the brackets of the function, as `e: u32, r: f32`.
 * @throws {RangeError} if `inputs` lacks a name, or there are more than four outputs.
 */
export function wgslFunction(
  arena: Arena,
  name: string,
  signature: string,
  outputs: readonly Node[],
  inputs: Readonly<Record<string, string>>,
): WgslFunction {
  const type = types[outputs.length];
  if (!type) throw new RangeError(`WGSL function '${name}': got ${outputs.length} outputs, allowed are 1 to 4.`);
  const program = programOf(arena, outputs, 'float32');
  const places = new Map<Node, string>();
  const helpers = new Set<WgslHelper>();
  const lines: string[] = [];
  for (const node of program.nodes) {
    if (node.operation === 'number') {
      places.set(node, wgslNumber(node.value!));
      continue;
    }
    const helper = helperOf[node.operation];
    if (helper !== undefined) helpers.add(helper);
    const place = `v${lines.length}`;
    const read = node.args.length > 0 ? undefined : inputs[node.name!];
    if (node.args.length === 0 && read === undefined) {
      throw new RangeError(`WGSL function '${name}': input '${node.name}' is missing.`);
    }
    lines.push(
      `  let ${place}: f32 = ${
        read ??
        expressionOf(
          node,
          node.args.map((arg) => places.get(arg)!),
        )
      };`,
    );
    places.set(node, place);
  }
  const results = program.outputs.map((node) => places.get(node)!);
  const result = results.length === 1 ? results[0]! : `${type}(${results.join(', ')})`;
  return {
    text: `fn ${name}(${signature}) -> ${type} {\n${lines.map((line) => `${line}\n`).join('')}  return ${result};\n}\n`,
    helpers: [...helpers],
  };
}

const signs: Partial<Record<Operation, string>> = { add: '+', sub: '-', mul: '*', div: '/' };

function expressionOf(node: Node, args: readonly string[]): string {
  const [a, b, p, q] = args as readonly [string, string, string, string];
  const sign = signs[node.operation];
  if (sign !== undefined) return `${a} ${sign} ${b}`;
  switch (node.operation) {
    case 'neg':
      return `-(${a})`;
    case 'relu':
      return `max(${a}, 0.0)`;
    case 'step':
      return `select(0.0, 1.0, ${a} > 0.0)`;
    case 'nearest':
      return `round(${a})`;
    case 'less':
      return `select(${q}, ${p}, ${a} < ${b})`;
    case 'atMost':
      return `select(${q}, ${p}, ${a} <= ${b})`;
  }
  return `${helperOf[node.operation] ?? node.operation}(${args.join(', ')})`;
}

/** The float32 nearest to a number, exactly: the shortest decimal text that names it. */
export function wgslNumber(value: number): string {
  const single = Math.fround(value);
  for (let digits = 1; digits <= 17; digits++) {
    const text = single.toPrecision(digits);
    if (Math.fround(Number(text)) === single) return `f32(${/[.e]/.test(text) ? text : `${text}.0`})`;
  }
  return `f32(${single})`;
}
