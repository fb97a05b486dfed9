import type { LawRequest } from '../worker/law-protocol.ts';
import { numberText } from './program-text.ts';

/** The program of Laws: two units under a law, its certificate, and where the flow takes them. */
export function lawsProgram({ kind, formula, A, weight }: LawRequest): string {
  const text = JSON.stringify(formula).replaceAll("'", "\\'").replace(/^"|"$/g, "'");
  const parameters = /\bA\b/.test(formula) ? ", { A: 'one' }" : '';
  const given =
    parameters === '' ? '' : `  if (path.endsWith('.A')) engine.writeParameter(path, [${numberText(A)}]);\n`;
  const head = (names: string, law: string) => `import { selectBackend } from '@hkmem/backend';
import '@hkmem/backend-wasm';
${names}
import { floorOf } from '@hkmem/energy';
import { ${law} } from '@hkmem/laws';
`;
  if (kind === 'lagrangian') {
    return `${head("import { hopfield, recall } from '@hkmem/dynamics';", 'lagrangian')}
// Two threshold units with L(x) as their Lagrangian, joined by a weight of ${numberText(weight)}.
const law = lagrangian(${text}${parameters});
const { backend } = await selectBackend('auto');
const engine = backend.createEngine(hopfield(2, { activation: law }));
for (const path of engine.shapes.keys()) {
  if (path === 'hopfield.weights') engine.writeParameter(path, [0, ${numberText(weight)}, ${numberText(weight)}, 0]);
  if (path === 'hopfield.bias') engine.writeParameter(path, [0, 0]);
${given}}
console.log((await floorOf(engine)).text);
for (const x of [-3, -1, 0.5, 2]) {
  const { state, energies } = await recall(engine, { x: [x, x] }, { until: 4 });
  console.log(\`from x = \${x} to \${state.x?.[0]?.toFixed(3)}, energy \${energies.at(0)?.total[0]?.toFixed(3)} to \${energies.at(-1)?.total[0]?.toFixed(3)}\`);
}
await backend.dispose();
`;
  }
  return `${head("import { complete } from '@hkmem/coupling';\nimport { kuramoto, recall } from '@hkmem/dynamics';", 'pairLaw')}
// Two oscillators on a circle with phi(r) as their interaction.
const law = pairLaw(${text}${parameters});
const { backend } = await selectBackend('auto');
const engine = backend.createEngine(kuramoto(2, { dimension: 2, graph: complete(2), interaction: law }));
${given && `for (const path of engine.shapes.keys()) {\n${given}}\n`}console.log((await floorOf(engine)).text);
for (const angle of [-2, -1, 0.5, 1.5, 3]) {
  const { state, energies } = await recall(engine, { s: [1, 0, Math.cos(angle), Math.sin(angle)] }, { until: 4 });
  const [ax = 1, ay = 0, bx = 1, by = 0] = state.s ?? [];
  const end = Math.atan2(ax * by - ay * bx, ax * bx + ay * by);
  console.log(\`from an angle of \${angle} to \${end.toFixed(3)}, energy \${energies.at(0)?.total[0]?.toFixed(3)} to \${energies.at(-1)?.total[0]?.toFixed(3)}\`);
}
await backend.dispose();
`;
}
