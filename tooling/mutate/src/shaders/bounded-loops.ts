/** Turns that a loop of a kernel may take; those of the suite take some hundred. */
const mostTurns = 2_000;

/** NaN, whose bits a compiler must not know beforehand. */
const nan: Readonly<Record<string, string>> = {
  f32: 'bitcast<f32>(0x7fc00000u | (lane & 0u))',
  u32: '0x7fc00000u',
  vec4f: 'vec4f(bitcast<f32>(0x7fc00000u | (lane & 0u)))',
};

/**
 * WGSL whose loops end after so many turns. A kernel in which one does gives NaN as its first result, so that it is off
 * rather than without end.
 */
export function boundedLoops(code: string): string {
  const [, out, type] = /var<storage, read_write> (\w+): array<(\w+)>/.exec(code) ?? [];
  if (out === undefined) return code;
  let result = 'var<private> endless = false;\n';
  let done = 0;
  let loops = 0;
  for (const { index } of code.matchAll(/\b(?:for|while) \(|\bloop \{/g)) {
    const body = bodyOf(code, index);
    const turns = `turns${loops++}`;
    result += `${code.slice(done, index)}var ${turns} = 0u; ${code.slice(index, body)}`;
    result += ` ${turns} += 1u; if (${turns} > ${mostTurns}u) { endless = true; break; }`;
    done = body;
  }
  const end = code.lastIndexOf('}');
  return `${directivesFirst(result + code.slice(done, end))}if (endless) { ${out}[0] = ${nan[type!]!}; }\n}\n`;
}

/** Directives stand before everything else. */
function directivesFirst(code: string): string {
  const directives: string[] = [];
  const others = code.replaceAll(/^(?:enable|requires) .*;$/gm, (line) => {
    directives.push(line);
    return '';
  });
  return [...directives, others].join('\n');
}

/** Place behind the bracket that opens the body of a loop. */
function bodyOf(code: string, start: number): number {
  let depth = 0;
  for (let at = start; at < code.length; at++) {
    if (code[at] === '(') depth++;
    else if (code[at] === ')') depth--;
    else if (code[at] === '{' && depth === 0) return at + 1;
  }
  return code.length;
}
