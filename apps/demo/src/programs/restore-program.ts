import type { DamageSettings } from '../lib/corrupted.ts';
import { damageCode, imageCode, pictureCode, type ShownImage, weightsCode } from './program-text.ts';

/** The program of Restore: a damaged image falls to rest in the memory that the page ships, at `weights`. */
export function restoreProgram(weights: string, image: ShownImage, damage: DamageSettings): string {
  const damaged = damage.kind !== 'none';
  return `import { ${damaged ? 'RandomKey, ' : ''}selectBackend } from '@hkmem/backend';
import '@hkmem/backend-wasm';
${damaged ? "import { corrupt } from '@hkmem/datasets';\n" : ''}import { fixedPoint, writeParameters } from '@hkmem/dynamics';
import { specFromJson } from '@hkmem/training';

// The memory: its system, and its numbers at a byte each.
const weights = '${weights}';
${weightsCode('rest')}
const spec = specFromJson(rest.spec, {});
const { backend } = await selectBackend('auto');
const engine = backend.createEngine(spec);
for (const { path, scale, offset, bytes } of rest.arrays) {
  writeParameters(engine, { [path]: Float32Array.from(new Int8Array(restBytes, offset, bytes), (level) => level * scale) });
}

${imageCode(image)}
${damageCode(damage)}

// The cue is where the state starts, and is held as its input.
const x = new Float32Array(spec.neurons);
x.set(cue);
const { state, samples } = await fixedPoint(engine, { x }, { input: x, tolerance: 1e-4 });
const end = state.x ?? x;
${pictureCode('end')}
const outputs = Array.from(end.slice(-10));
for (const { code, stability, energy } of samples) {
  console.log(\`answers \${outputs.indexOf(Math.max(...outputs))}; \${code}, \${stability}, energy \${energy.toFixed(2)}\`);
}
await backend.dispose();
`;
}
