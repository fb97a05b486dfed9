import { connection } from '../layer/connect.ts';
import type { LayerInput } from '../layer/layer.ts';
import type { LayerSpec } from '../layer/layer-spec.ts';
import { normaliseStimulus } from '../layer/stimulus.ts';
import type { Operations, Value } from '../operations/operations.ts';

/**
 * E = - sum x.(J x)/2 - sum x.(b + c) per sample, [B], of states x [R, C] as they stand: what falls in the cases of
 * `lyapunovCase` that have a Lyapunov function. J without its bias b, c after normalisation. The energies that a pass
 * lists, - sum x.(J x + b + c), count the first term twice as much.
 */
export function lyapunovEnergies<V extends Value>(operations: Operations<V>, spec: LayerSpec, input: LayerInput<V>): V {
  const { x, c, gamma, parameters, batch } = input;
  return operations.scope(() => {
    const J = connection(operations, spec, parameters, { batch, height: spec.height, width: spec.width });
    const stimulus = normaliseStimulus(operations, spec, parameters, c, batch);
    const settings = { n: spec.n, batch, gamma, identity: false, project: false };
    const nothing = operations.scale(x, 0);
    const atRest = operations.add(J.apply(nothing).y, stimulus);
    const field = operations.add(J.apply(x).y, stimulus);
    const both = operations.add(
      operations.step(x, field, settings).energy,
      operations.step(x, atRest, settings).energy,
    );
    return operations.scale(both, 0.5);
  });
}
