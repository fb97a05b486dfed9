// A memory is trained on a folder of PNG files, one folder a class: node own-images.ts <folder>
import { selectBackend } from '@hkmem/backend';
import '@hkmem/backend-wasm';
import { loadImageFolder } from '@hkmem/datasets/folder';
import { baseProblem, evaluateMemory, glyphsRecipe, imagesName, trainMemory } from '@hkmem/experiments';

const [directory = 'images'] = process.argv.slice(2);
const dataset = await loadImageFolder({ directory, size: [8, 8] });
console.log(`${dataset.train.count} images to learn from, classes ${dataset.classNames.join(', ')}`);

const { backend } = await selectBackend('wasm', { workers: 1 });
const recipe = { ...glyphsRecipe.base, memory: { activation: 'relu', hidden: 16 }, batch: 10, updates: 150 } as const;
const problem = baseProblem({ task: 'base', data: imagesName(dataset), seed: 1, ...recipe }, dataset);
const memory = await trainMemory(backend, problem);

const { test, readout } = problem;
const settings = { rtol: 1e-3, atol: 1e-6, energy: false };
const { accuracy, count } = await evaluateMemory({ label: 'test', backend, memory, test, readout }, settings);
console.log(`${Math.round(accuracy * count)} of ${count} test images right`);
await backend.dispose();
