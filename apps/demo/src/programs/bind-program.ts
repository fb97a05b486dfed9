import { baseWeightsCode } from './classify-program.ts';
import { digitsCode, imageCode, numberText, type ShownImage, weightsCode } from './program-text.ts';

/** What Bind shows: an image, the places of two context images among the page's digits or their pixels, and alpha. */
export interface BindView {
  readonly image: ShownImage;
  /** Intensities, 0 to 255, by context; a place among the digits of the page where it is one of them. */
  readonly contexts: readonly (number | Uint8Array)[];
  readonly alpha: number;
}

/** The program of Bind: one image, under two contexts, by a frozen memory with oscillators. */
export function bindProgram(weights: string, { image, contexts, alpha }: BindView): string {
  const shown = contexts.map((context) =>
    typeof context === 'number'
      ? `images.subarray(784 * ${context}, 784 * ${context + 1})`
      : `Uint8Array.from('${Array.from(context, (level) => level.toString(16).padStart(2, '0')).join('')}'.match(/../g) ?? [], (level) => Number.parseInt(level, 16))`,
  );
  return `import { selectBackend } from '@hkmem/backend';
import '@hkmem/backend-wasm';
import { encodeSphere } from '@hkmem/datasets';
import { fixedSteps, recall, rk4, writeParameters } from '@hkmem/dynamics';
import { specFromJson } from '@hkmem/training';

// The frozen memory, and the edit of it: a graph as one bit a pair, and what was trained per edge.
const weights = '${weights}';
${weightsCode('memory')}
${weightsCode('edit')}
const graphs = new Map();
for (const { path, packing, offset, bytes } of edit.arrays) {
  if (packing !== 'edge-bits') continue;
  const bits = new Uint8Array(editBytes, offset, bytes);
  const sources = [];
  const targets = [];
  for (let i = 0, at = 0; i < edit.spec.neurons; i++) {
    for (let j = i + 1; j < edit.spec.neurons; j++, at++) {
      if (((bits[at >> 3] ?? 0) >> (at & 7)) & 1) {
        sources.push(i);
        targets.push(j);
      }
    }
  }
  graphs.set(path, { neurons: edit.spec.neurons, sources: Int32Array.from(sources), targets: Int32Array.from(targets) });
}
const spec = specFromJson(edit.spec, Object.fromEntries(graphs));
const { backend } = await selectBackend('auto');
const engine = backend.createEngine(spec);
${baseWeightsCode}
for (const { path, packing, scale, offset, bytes } of edit.arrays) {
  if (packing !== 'levels') continue;
  writeParameters(engine, { [path]: Float32Array.from(new Int8Array(editBytes, offset, bytes), (level) => level * scale) });
}
if (engine.shapes.has('coupling.alpha')) writeParameters(engine, { 'coupling.alpha': [${numberText(alpha)}] });

${digitsCode('images')}
${imageCode(image)}

// The same image under each context, as one batch: a context is where the oscillators start.
const contexts = [
  ${shown.join(',\n  ')},
];
const dimension = spec.oscillators?.dimension ?? 2;
const x = new Float32Array(contexts.length * N);
const s = new Float32Array(contexts.length * N * dimension);
contexts.forEach((context, b) => {
  x.set(image, b * N);
  s.set(encodeSphere(context, edit.edit.statistics, { neurons: N, dimension }), b * N * dimension);
});
const { state } = await recall(engine, { x, s }, { solver: rk4, control: fixedSteps(40), until: 1, steadyBelow: false });
for (const b of contexts.keys()) {
  const outputs = Array.from((state.x ?? x).slice((b + 1) * N - 10, (b + 1) * N));
  console.log(\`context \${b}: answers \${outputs.indexOf(Math.max(...outputs))}\`);
}
await backend.dispose();
`;
}
