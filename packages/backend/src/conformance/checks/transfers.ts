import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import type { StateVector } from '../../contract/state.ts';
import type { EnginePair } from '../pair.ts';
import type { Check } from './check.ts';

/** States and parameters come back as written, whole or in part, and a new state holds zeros. */
export const checkTransfers: Check = async (pair, comparison) => {
  const { tested } = pair;
  for (const path of tested.shapes.keys()) {
    comparison.close(`parameter ${path}`, await tested.readParameter(path), pair.parameter(path));
  }
  const [state] = pair.state('state');
  const { x, s } = pair.random('state');
  comparison.states('state', await tested.readState(state), pair.random('state'));
  if (x === undefined || s === undefined) return;
  const other = pair.random('other');
  tested.writeState(state, { x: other.x! });
  comparison.states('state with x written anew', await tested.readState(state), { x: other.x!, s });
  tested.writeState(state, { s: other.s! });
  comparison.states('state with s written anew', await tested.readState(state), other);
  const [fresh] = pair.state();
  comparison.states('a new state', await tested.readState(fresh), { x: x.map(() => 0), s: s.map(() => 0) });
};

/** States, parameters and gradients as tensors. */
export const checkTensors: Check = async (pair, comparison, { tensors }) => {
  if (!tensors) return;
  const { tested, case: testCase } = pair;
  const { neurons: N, oscillators } = testCase.spec;
  const [[from], [to]] = [pair.state('state'), pair.state()];
  const read = tested.readStateTensors(from);
  const shapes = { x: [testCase.batch, N], s: [testCase.batch, N, oscillators?.dimension ?? 0] };
  for (const part of ['x', 's'] as const) {
    if (read[part] !== undefined) comparison.same(`${part} shape`, String(read[part].shape), String(shapes[part]));
  }
  tested.writeStateTensors(to, read);
  comparison.states('state through tensors', await tested.readState(to), pair.random('state'));
  for (const made of Object.values(read) as Tensor[]) made.dispose();
  for (const [path, shape] of tested.shapes) {
    const values = pair.normal(`${path}/tensor`, pair.parameter(path).length);
    const written = tensor(values, [...shape]);
    tested.writeParameterTensor(path, written);
    written.dispose();
    comparison.close(`parameter ${path} of a tensor`, await tested.readParameter(path), values);
    tested.writeParameter(path, pair.parameter(path));
  }
  await checkGradientTensors(pair, from, comparison);
};

async function checkGradientTensors(
  pair: EnginePair,
  state: StateVector,
  comparison: Parameters<Check>[1],
): Promise<void> {
  const { tested } = pair;
  const paths = pair.case.trainable ?? [];
  const [[cotangent], [out]] = [pair.state('cotangent'), pair.state()];
  tested.setTrainable(paths);
  tested.vjp(state, cotangent, out);
  for (const path of paths) {
    const made = tested.gradientTensor(path);
    comparison.same(`gradient shape of ${path}`, String(made.shape), String(tested.shapes.get(path)));
    comparison.close(`gradient tensor of ${path}`, await made.data(), await tested.readGradient(path));
    made.dispose();
  }
}
