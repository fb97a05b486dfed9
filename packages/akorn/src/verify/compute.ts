import type { HostArray } from '@hkmem/backend';
import type { ShapedArray } from '@hkmem/training';
import { layerVjp, runLayer } from '../layer/layer.ts';
import type { Named } from '../linear/gradients.ts';
import { sudokuInput, sudokuTargets } from '../model/sudoku-input.ts';
import { runSudoku, sudokuVjp } from '../model/sudoku-model.ts';
import { side } from '../model/sudoku-spec.ts';
import type { Geometry, Operations, Value } from '../operations/operations.ts';
import { readNorms, readNormsVjp } from '../readout/norm-readout.ts';
import type { AkornCase, LayerCase, SudokuCase } from './fixture.ts';

/** What a case states, as computed on a backend, by quantity. */
export type Quantities = Readonly<Record<string, HostArray>>;

/** Computes everything that a case states. */
export function quantitiesOf<V extends Value>(operations: Operations<V>, given: AkornCase): Promise<Quantities> {
  return given.kind === 'layer' ? layerQuantities(operations, given) : sudokuQuantities(operations, given);
}

async function layerQuantities<V extends Value>(operations: Operations<V>, given: LayerCase): Promise<Quantities> {
  const { spec, readoutSpec, batch, steps } = given;
  const geometry: Geometry = { batch, height: spec.height, width: spec.width };
  const values = operations.scope(() => {
    const parameters = upload(operations, given.parameters);
    const readout = upload(operations, given.readoutParameters);
    const rows = (array: ShapedArray): V => operations.toRows(operations.upload(array.data, array.shape));
    const gamma = operations.upload([given.gamma], [1]);
    const input = { x: rows(given.x), c: rows(given.c), gamma, parameters, batch, steps };
    const pass = runLayer(operations, spec, input, { states: true });
    const out = readNorms(operations, readoutSpec, readout, pass.end);
    const cotangent = rows(given.cotangent);
    const read = readNormsVjp(operations, readoutSpec, readout, pass.end, cotangent);
    const back = layerVjp(operations, pass.record!, { end: read.x });
    const images = (value: V): V => operations.fromRows(value, geometry);
    const found: Record<string, V> = { readout: images(out), 'gradient gamma': back.gamma };
    pass.states.forEach((state, n) => {
      found[`states.${n + 1}`] = images(state);
    });
    pass.energies.forEach((energy, n) => {
      found[`energies.${n + 1}`] = energy;
    });
    found['gradient x'] = images(back.x);
    found['gradient c'] = images(back.c);
    for (const [name, value] of Object.entries(back.parameters)) found[`gradient ${name}`] = value;
    for (const [name, value] of Object.entries(read.gradients)) found[`gradient readout.${name}`] = value;
    return found;
  });
  const quantities = await readAll(operations, values, steps, batch);
  const weights = Array.from(given.cotangent.data);
  const loss = weights.reduce((sum, weight, i) => sum + weight * quantities['readout']![i]!, 0);
  return { ...quantities, loss: Float64Array.of(loss) };
}

async function sudokuQuantities<V extends Value>(operations: Operations<V>, given: SudokuCase): Promise<Quantities> {
  const { spec, batch, steps } = given;
  const noise = given.noise.data;
  const asRows = operations.scope(() =>
    operations.toRows(operations.upload(noise, [batch, spec.channels, side, side])),
  );
  const noiseRows = await operations.read(asRows);
  operations.dispose([asRows]);
  const values = operations.scope(() => {
    const model = { operations, spec, parameters: upload(operations, given.parameters) };
    const { logits, energies, record } = runSudoku(model, sudokuInput(given.givens, noiseRows, spec.channels), steps);
    const targets = operations.upload(sudokuTargets(given.target), [81 * batch, 9]);
    const { loss, gradient } = operations.crossEntropy(logits, targets);
    const gradients = sudokuVjp(model, record!, gradient);
    const found: Record<string, V> = { loss, logits };
    energies.forEach((energy, n) => {
      found[`energies.${n + 1}`] = energy;
    });
    for (const [name, value] of Object.entries(gradients)) found[`gradient ${name}`] = value;
    return found;
  });
  return readAll(operations, values, Object.keys(values).filter((name) => name.startsWith('energies.')).length, batch);
}

/** Reads and frees values, and joins the energies [T + 1, B], which start with a 0. */
async function readAll<V extends Value>(
  operations: Operations<V>,
  values: Named<V>,
  steps: number,
  batch: number,
): Promise<Quantities> {
  const names = Object.keys(values);
  const arrays = await Promise.all(names.map((name) => operations.read(values[name]!)));
  operations.dispose(Object.values(values));
  const found = Object.fromEntries(names.map((name, n) => [name, arrays[n]!]));
  const energies = new Float64Array((steps + 1) * batch);
  for (let step = 1; step <= steps; step++) energies.set(found[`energies.${step}`]!, step * batch);
  const others = Object.entries(found).filter(([name]) => !name.startsWith('energies.'));
  return { ...Object.fromEntries(others), energies };
}

function upload<V extends Value>(operations: Operations<V>, arrays: Readonly<Record<string, ShapedArray>>): Named<V> {
  const entries = Object.entries(arrays).map(
    ([name, { data, shape }]) => [name, operations.upload(data, shape)] as const,
  );
  return Object.fromEntries(entries);
}
