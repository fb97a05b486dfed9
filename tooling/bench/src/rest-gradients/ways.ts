import type { Engine } from '@hkmem/backend';
import {
  equilibriumGradient,
  euler,
  fixedPoint,
  fixedSteps,
  flowOptions,
  lossCotangent,
  RecordedFlow,
  restGradient,
  Workspace,
  withInput,
} from '@hkmem/dynamics';
import type { EnergyFloor } from '@hkmem/energy';
import type { Samples } from '@hkmem/training';
import type { GradientProblem } from './problem.ts';

/** What a gradient took, for each sample, and the most states of a batch that were held for it. */
export interface GradientCost {
  readonly fields: number;
  readonly products: number;
  readonly states: number;
}

/** A way to the gradient of a loss at rest; the engine holds it afterwards. */
export interface GradientWay {
  readonly name: string;
  gradient(engine: Engine, samples: Samples, problem: GradientProblem): Promise<GradientCost>;
}

/** Euler steps of this size. */
const stepSize = 0.25;

/** Walks back through the whole flow to T. */
export function adjointWay(until: number): GradientWay {
  return {
    name: `adjoint of the flow to T = ${until}`,
    async gradient(engine, samples, problem) {
      const steps = Math.round(until / stepSize);
      const driven = withInput(engine, samples.input!, samples.batch);
      const workspace = new Workspace(driven, samples.batch);
      const options = flowOptions({ solver: euler, control: fixedSteps(steps), until });
      const recorded = new RecordedFlow(workspace, options);
      const [state, cotangent] = [workspace.take(), workspace.take()];
      engine.writeState(state, { x: samples.x! });
      engine.setTrainable([...engine.shapes.keys()]);
      await recorded.forward(state);
      const loss = problem.lossOf(engine, samples.labels);
      engine.writeState(cotangent, lossCotangent(engine.spec, loss, await engine.readState(state), samples.batch));
      recorded.backward(cotangent);
      workspace.dispose();
      driven.dispose();
      return { fields: steps, products: steps, states: steps + 1 };
    },
  };
}

/** From the rest that Newton steps find, by the implicit function theorem. */
export function implicitWay(tolerance: number): GradientWay {
  return {
    name: `implicit, to ${tolerance}`,
    async gradient(engine, samples, problem) {
      const { rest, fields, products } = await freeRest(engine, samples, Math.min(1e-6, tolerance));
      const loss = problem.lossOf(engine, samples.labels);
      const { cost } = await restGradient(engine, rest, lossCotangent(engine.spec, loss, rest, samples.batch), {
        trainable: [...engine.shapes.keys()],
        input: samples.input!,
        tolerance,
      });
      return {
        fields: fields + cost.fields / samples.batch,
        products: products + cost.products / samples.batch,
        states: 10,
      };
    },
  };
}

/** From the same rest, by equilibrium propagation with a nudge of this strength both ways. */
export function equilibriumWay(beta: number): GradientWay {
  return {
    name: `equilibrium propagation, beta = ${beta}`,
    async gradient(engine, samples, problem) {
      const { rest, fields, products } = await freeRest(engine, samples, 1e-7);
      const { cost } = await equilibriumGradient(engine, rest, problem.lossOf(engine, samples.labels), {
        trainable: [...engine.shapes.keys()],
        input: samples.input!,
        beta,
      });
      return {
        fields: fields + cost.fields / samples.batch,
        products: products + cost.products / samples.batch,
        states: 10,
      };
    },
  };
}

/** Units keep their activities between -1 and 1, so the floor need not be computed anew for every batch. */
const boundedUnits: EnergyFloor = {
  kind: 'floor',
  floor: Number.NEGATIVE_INFINITY,
  parts: {},
  descends: true,
  text: 'Activities are bounded.',
};

async function freeRest(engine: Engine, samples: Samples, tolerance: number) {
  const options = { input: samples.input!, certificate: boundedUnits, curvatureProducts: 0, tolerance };
  const { state, cost } = await fixedPoint(engine, { x: samples.x! }, options);
  return { rest: state, fields: cost.fields / samples.batch, products: cost.products / samples.batch };
}
