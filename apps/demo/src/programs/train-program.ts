import type { EditTaskName } from '@hkmem/datasets';
import { baseConfig, editConfig } from '../worker/training-settings.ts';

/** The program of Train: the same memory of drawn digits and the same edit of it. */
export function trainProgram(task: EditTaskName): string {
  const { base: _, ...edit } = editConfig(task, '');
  return `import { selectBackend } from '@hkmem/backend';
import '@hkmem/backend-wasm';
import { baseProblem, editProblem, evaluateMemory, loadData, trainMemory } from '@hkmem/experiments';

const { backend } = await selectBackend('auto');
const dataset = await loadData('glyphs');

// First a memory of drawn digits.
const base = await trainMemory(
  backend,
  baseProblem(${literal(baseConfig, '  ')}, dataset),
);

// Then its weights are frozen, and only the oscillators learn.
const problem = editProblem(
  { ...${literal(edit, '  ')}, base: base.hash },
  dataset,
  base,
);
const edited = await trainMemory(backend, problem);
for (const memory of [base, edited]) {
  const { test, readout } = problem;
  const how = { label: 'test', backend, memory, test, readout };
  const { accuracy } = await evaluateMemory(how, { rtol: 1e-3, atol: 1e-6, images: 200, energy: false });
  console.log(\`\${memory === base ? 'before' : 'after'} the edit \${(100 * accuracy).toFixed(1)} % of 200 test images are answered as the rule asks\`);
}
await backend.dispose();
`;
}

/** An object as TypeScript has it. */
function literal(value: object, indent: string): string {
  return JSON.stringify(value, undefined, 2)
    .replace(/"([A-Za-z]\w*)":/g, '$1:')
    .replaceAll('"', "'")
    .replaceAll('\n', `\n${indent}`);
}
