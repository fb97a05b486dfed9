import type { DamageSettings } from '../lib/corrupted.ts';
import type { StoreRule } from '../worker/store-protocol.ts';
import { damageCode, patternHex, pictureCode } from './program-text.ts';

/** Patterns that a program holds; what is more is left to the page. */
const most = 40;

/** The program of Remember: patterns are stored by a rule, one is damaged and let go. */
export function rememberProgram(
  rule: StoreRule,
  patterns: readonly ArrayLike<number>[],
  chosen: number,
  damage: DamageSettings,
): string {
  const held = patterns.slice(0, most);
  const which = Math.min(chosen, held.length - 1);
  const damaged = damage.kind !== 'none';
  const dense = rule === 'dense';
  const options =
    rule === 'perceptron'
      ? "{ rule: 'perceptron', perceptron: { sweeps: 25, tolerance: 0.05 }, overload: true }"
      : `{ rule: '${rule}', overload: true }`;
  return `import { ${damaged ? 'RandomKey, ' : ''}selectBackend } from '@hkmem/backend';
import '@hkmem/backend-wasm';
${damaged ? "import { corrupt } from '@hkmem/datasets';\n" : ''}import { recall } from '@hkmem/dynamics';
import { ${dense ? 'storeDense' : 'store'} } from '@hkmem/storage';

// ${held.length} pictures of 28 x 28, ink or none, four pixels a letter.
const pictures = [
${held.map((pattern) => `  '${patternHex(pattern)}',`).join('\n')}
];
const patterns = pictures.map((text) =>
  [...text].flatMap((letter) => [8, 4, 2, 1].map((bit) => (Number.parseInt(letter, 16) & bit ? 1 : -1))),
);
const memory = ${dense ? "storeDense(patterns, { energy: 'log-sum-exp', inverseTemperature: 0.1, overload: true })" : `store(patterns, ${options})`};
const { backend } = await selectBackend('auto');
const engine = memory.engine(backend);

// Picture ${which + 1}, damaged: 0 is paper, 1 is ink.
const image = Float32Array.from(patterns[${which}] ?? [], (sign) => (sign > 0 ? 1 : 0));
${damageCode(damage)}

const start = ${dense ? 'memory.start(cue.map((level) => 2 * level - 1))' : '{ x: cue.map((level) => 2 * level - 1) }'};
const { state, code } = await recall(engine, start, { until: 10 });
const end = state.x ?? new Float32Array(784);
const [found] = memory.match(end);
const shown = Array.from(end.slice(0, 784), (value) => (1 + ${dense ? 'Math.max(-1, Math.min(1, value))' : 'Math.tanh(value)'}) / 2);
${pictureCode('shown')}
console.log(\`picture \${(found?.index ?? -1) + 1}, \${Math.round(784 * (found?.wrong ?? 1))} of 784 pixels wrong; \${code}\`);
await backend.dispose();
`;
}
