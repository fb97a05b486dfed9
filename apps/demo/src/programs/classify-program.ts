import type { DamageSettings } from '../lib/corrupted.ts';
import { damageCode, imageCode, type ShownImage, weightsCode } from './program-text.ts';

/** Lines that write the symmetric weights of memory.bin, packed as their upper triangle, into `engine`. */
export const baseWeightsCode = `const N = memory.spec.neurons;
for (const { path, packing, scale, offset, bytes } of memory.arrays) {
  const values = Float32Array.from(new Int8Array(memoryBytes, offset, bytes), (level) => level * scale);
  if (packing !== 'symmetric-levels') writeParameters(engine, { [path]: values });
  else {
    const matrix = new Float32Array(N * N);
    for (let i = 0, at = 0; i < N; i++) {
      for (let j = i; j < N; j++) matrix[i * N + j] = matrix[j * N + i] = values[at++] ?? 0;
    }
    writeParameters(engine, { [path]: matrix });
  }
}`;

/** The program of Classify: an image is recalled to t = 1, where its class is read. */
export function classifyProgram(weights: string, image: ShownImage, damage: DamageSettings): string {
  const damaged = damage.kind !== 'none';
  return `import { ${damaged ? 'RandomKey, ' : ''}selectBackend } from '@hkmem/backend';
import '@hkmem/backend-wasm';
${damaged ? "import { corrupt } from '@hkmem/datasets';\n" : ''}import { fixedSteps, recall, rk4, writeParameters } from '@hkmem/dynamics';
import { specFromJson } from '@hkmem/training';

// The memory: its system, and its numbers at a byte each, the symmetric matrix as its upper triangle.
const weights = '${weights}';
${weightsCode('memory')}
const { backend } = await selectBackend('auto');
const engine = backend.createEngine(specFromJson(memory.spec, {}));
${baseWeightsCode}

${imageCode(image)}
${damageCode(damage)}

// Its energy has no floor: it is read on the way, at t = 1.
const x = new Float32Array(N);
x.set(cue);
const flow = { solver: rk4, control: fixedSteps(48), until: 1, steadyBelow: false };
const { state, energies } = await recall(engine, { x }, flow);
const outputs = Array.from((state.x ?? x).slice(-10));
console.log(\`answers \${outputs.indexOf(Math.max(...outputs))}; class units \${outputs.map((output) => output.toFixed(2)).join(' ')}\`);
console.log(\`energy \${energies.at(0)?.total[0]?.toFixed(2)} at t = 0, \${energies.at(-1)?.total[0]?.toFixed(2)} at t = 1\`);
await backend.dispose();
`;
}
