import type { Engine } from '@hkmem/backend';
import {
  fixedSteps,
  flowOptions,
  RecordedFlow,
  tsit5,
  valueAndGradient,
  Workspace,
  writeParameters,
} from '@hkmem/dynamics';
import { type PeerGradients, type PeerTask, peerNames, trainedPaths } from './problem.ts';

/** The update of a task on an engine of this software: what peers are held against, and the row that is ours. */
export interface OwnUpdate {
  /** The loss and gradients with parameters as they stand. */
  gradients(): Promise<PeerGradients>;
  /** One update: flow, loss, adjoint, Lion. */
  update(): Promise<void>;
  dispose(): void;
}

/** Makes the update of a task on an engine of its system. */
export function ownUpdate(engine: Engine, { problem, x, labels, peer }: PeerTask): OwnUpdate {
  const paths = trainedPaths(peer.kind);
  writeParameters(engine, problem.parameters);
  engine.setTrainable(paths);
  const workspace = new Workspace(engine, peer.batch);
  const [state, cotangent] = [workspace.take(), workspace.take()];
  const flow = new RecordedFlow(
    workspace,
    flowOptions({ solver: tsit5, control: fixedSteps(peer.steps), until: 1 }),
    // All stages of 24 evaluations are kept, as peers keep theirs.
    2 ** 31,
  );
  const readout = { kind: 'threshold', classes: 10 } as const;
  const coupled = peer.kind === 'coupled';
  const backAndForth = (): Promise<number> => {
    engine.zeroGradients();
    engine.writeState(state, { x });
    if (coupled) engine.broadcastStart(state);
    flow.forwardKnown(state);
    const loss = valueAndGradient(flow, { state, cotangent, loss: [{ readout, labels }] });
    if (coupled) engine.startVjp(cotangent);
    return loss;
  };
  const rule = { kind: 'lion', rate: peer.rate, beta1: 0.9, beta2: 0.99, weightDecay: 0 } as const;
  return {
    gradients: async () => {
      const loss = await backAndForth();
      const entry = async (path: string) => {
        const values = Float32Array.from(await engine.readGradient(path));
        return [peerNames[path]!, { shape: engine.shapes.get(path)!, values }] as const;
      };
      return { loss, arrays: Object.fromEntries(await Promise.all(paths.map(entry))) };
    },
    update: async () => {
      const loss = backAndForth();
      for (const path of paths) engine.optimise(path, rule);
      await loss;
    },
    dispose: () => {
      workspace.dispose();
      engine.dispose();
    },
  };
}
