import { selectBackend } from '@hkmem/backend';
import '@hkmem/backend-wasm';
import { baseProblem, editProblem, evaluateMemory, glyphsRecipe, loadData, trainMemory } from '@hkmem/experiments';
import { expandSweep, parseSweepFile, runSweep } from '@hkmem/sweep';

const { backend } = await selectBackend('wasm', { workers: 1 });
const dataset = await loadData('glyphs');
const common = { data: 'glyphs', seed: 1 } as const;
const problem = baseProblem({ task: 'base', ...common, ...glyphsRecipe.base }, dataset);
const base = await trainMemory(backend, problem);
const recipe = glyphsRecipe.edit('swap', 'additive');
const swap = editProblem({ task: 'swap', ...common, ...recipe, base: base.hash }, dataset, base);
const edited = await trainMemory(backend, swap);
const judge = (memory: typeof base, { test, readout }: typeof swap) =>
  evaluateMemory(
    { label: 'test', backend, memory, test, readout },
    { rtol: 1e-3, atol: 1e-6, images: 100, energy: false },
  );
const [own, before, after] = [await judge(base, problem), await judge(base, swap), await judge(edited, swap)];

const settings = { evaluation: { rtol: 1e-3, atol: 1e-6, images: 100 } };
const sweep = { data: 'glyphs', tasks: ['base', 'swap'], base: settings, edit: settings, grid: { seed: [1, 2] } };
const cells = expandSweep('study', parseSweepFile('study', sweep));
const { rows, failures } = (await runSweep(cells, { root: 'study', jobs: 2 })).results;
process.stdout.write(JSON.stringify({ own, before, after, rows, failures }));
