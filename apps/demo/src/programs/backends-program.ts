/** The program of Backends: which of them run here, and why others do not. */
export function backendsProgram(batch: number): string {
  return `import { RandomKey, selectBackend } from '@hkmem/backend';
import '@hkmem/backend-wasm';
import '@hkmem/backend-webgpu';
import { fixedSteps, hopfield, initialParameters, recall, rk4, writeParameters } from '@hkmem/dynamics';

// The recall that the page times: 894 units, ${batch} at once, 48 steps.
const spec = hopfield(894);
const parameters = initialParameters(spec, RandomKey.fromSeed(1));
const x = Float32Array.from(RandomKey.fromSeed(2).normal(894 * ${batch}));
for (const name of ['webgpu', 'wasm', 'cpu']) {
  try {
    const { backend } = await selectBackend(name);
    const engine = backend.createEngine(spec);
    writeParameters(engine, parameters);
    const begun = performance.now();
    await recall(engine, { x }, { solver: rk4, control: fixedSteps(48), until: 1, steadyBelow: false });
    console.log(\`\${name}: \${(performance.now() - begun).toFixed(0)} ms on \${backend.description}\`);
    await backend.dispose();
  } catch (error) {
    console.log(\`\${name}: \${error instanceof Error ? error.message : error}\`);
  }
}
`;
}
