import { type Engine, type StateVector, type Tensor, type TensorState, ValueError } from '@hkmem/backend';
import * as tf from '@hkmem/backend/tf';
import { RecordedFlow } from '../adjoint/recorded-flow.ts';
import type { FlowOptions } from '../integrate/flow-options.ts';
import { Workspace } from '../integrate/workspace.ts';
import { rk4 } from '../solvers/rk4.ts';
import { fixedSteps } from '../stepping/step-control.ts';
import { SecondDerivativeError } from './errors.ts';
import { oncePerTape } from './once-per-tape.ts';

/** Named parameters as tensors in the shapes of `engine.shapes`; those not named keep the engine's values. */
export type ParameterTensors = Readonly<Record<string, Tensor>>;

/**
 * Integrates states held as tensors, x [B, N] and s [B, N, D], and can be differentiated by `tf.grad` and the like
 * with respect to the states and the parameters. Steps are fixed (RK4 in 4 steps to T = 1 if not said otherwise), so
 * nothing is read back on a GPU. Parameters are written into the engine. The forward pass is run again for a
 * gradient, so that nothing is kept when none is asked for. The gradient itself has no gradient: a second derivative
 * is refused when tfjs asks for it.
 * @throws {SecondDerivativeError} from `tf.grad` and the like, if a gradient of this flow is differentiated.
 * @throws {ValueError} on adaptive steps; @throws {ShapeError | UnknownNameError} on tensors that do not fit.
 */
export function integrateTensors(
  engine: Engine,
  parameters: ParameterTensors,
  start: TensorState,
  options: Partial<FlowOptions> = {},
): TensorState {
  const full: FlowOptions = { solver: rk4, control: fixedSteps(4), until: 1, renormalise: false, ...options };
  if (full.control.kind === 'adaptive') {
    throw new ValueError(
      'steps of integrateTensors',
      'adaptive',
      'fixed or listed',
      'Use integrate() for adaptive steps.',
    );
  }
  const parts = (['x', 's'] as const).filter((part) => start[part] !== undefined);
  const batch = start[parts[0]!]!.shape[0]!;
  const paths = Object.keys(parameters);
  const inputs = [...parts.map((part) => start[part]!), ...paths.map((path) => parameters[path]!)];

  const run = <T>(tensors: readonly tf.Tensor[], use: (pass: Pass) => T): T => {
    const workspace = new Workspace(engine, batch);
    try {
      paths.forEach((path, n) => {
        engine.writeParameterTensor(path, tensors[parts.length + n]!);
      });
      const state = workspace.take();
      engine.writeStateTensors(state, Object.fromEntries(parts.map((part, n) => [part, tensors[n]!])));
      const recorded = new RecordedFlow(workspace, full);
      recorded.forwardKnown(state);
      return use({ workspace, recorded, state });
    } finally {
      workspace.dispose();
    }
  };

  const operation = tf.customGrad((...given: unknown[]) => {
    const save = given.pop() as tf.GradSaveFunc;
    const tensors = given as tf.Tensor[];
    save([...tensors]);
    return {
      value: run(tensors, ({ state }) => pack(engine.readStateTensors(state), parts)),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] =>
        run(saved, ({ workspace, recorded }) => {
          const cotangent = workspace.take();
          writeCotangent(engine, cotangent, dy, parts, saved);
          engine.setTrainable(paths);
          recorded.backward(cotangent);
          const back = engine.readStateTensors(cotangent);
          const gradients = [...parts.map((part) => back[part]!), ...paths.map((path) => engine.gradientTensor(path))];
          return gradients.map((gradient) => oncePerTape(gradient, [dy, ...saved], twice));
        }),
    };
  });
  return unpack(operation(...inputs), parts, inputs);
}

interface Pass {
  readonly workspace: Workspace;
  readonly recorded: RecordedFlow;
  readonly state: StateVector;
}

/** x and s side by side, [B, N + N D]: tfjs gradients take one output. */
function pack(state: TensorState, parts: readonly ('x' | 's')[]): tf.Tensor {
  return tf.tidy(() => {
    const rows = parts.map((part) => tf.reshape(state[part]!, [state[part]!.shape[0]!, -1]) as tf.Tensor2D);
    const packed = rows.length === 1 ? rows[0]!.clone() : tf.concat2d([rows[0]!, rows[1]!], 1);
    for (const part of parts) state[part]!.dispose();
    return packed;
  });
}

function unpack(packed: tf.Tensor, parts: readonly ('x' | 's')[], like: readonly tf.Tensor[]): TensorState {
  const state: { x?: tf.Tensor; s?: tf.Tensor } = {};
  let column = 0;
  parts.forEach((part, n) => {
    const shape = like[n]!.shape;
    const width = like[n]!.size / shape[0]!;
    const from = column;
    state[part] = tf.tidy(() => tf.reshape(tf.slice(packed, [0, from], [shape[0]!, width]), shape));
    column += width;
  });
  packed.dispose();
  return state;
}

function writeCotangent(
  engine: Engine,
  cotangent: StateVector,
  dy: tf.Tensor,
  parts: readonly ('x' | 's')[],
  like: readonly tf.Tensor[],
): void {
  tf.tidy(() => engine.writeStateTensors(cotangent, unpack(tf.clone(dy), parts, like)));
}

function twice(): SecondDerivativeError {
  return new SecondDerivativeError(
    'integrateTensors',
    'Take central differences of the gradient, or write the steps of the flow in operations of tfjs, which it differentiates ' +
      'as often as asked.',
  );
}
