import type { Engine, HostState } from '@hkmem/backend';
import { fixedSteps, flow, rk4, Workspace } from '@hkmem/dynamics';
import { energyTermNames, energyTerms } from '@hkmem/energy';
import type { Energies, RecallFrame } from './protocol.ts';

/** How a flow that is looked at step by step is to run. */
export interface FrameSettings {
  readonly batch: number;
  readonly until: number;
  readonly steps: number;
  readonly onFrame: (frame: RecallFrame) => void;
  /** Asked after every step. */
  readonly stopped: () => boolean;
}

/** Runs RK4 with equal steps, s renormalised after each, and tells of every step; returns the end state. */
export async function flowInFrames(
  engine: Engine,
  start: HostState,
  settings: FrameSettings,
): Promise<{ readonly end: HostState; readonly evaluations: number }> {
  const { batch, until, steps, onFrame, stopped } = settings;
  const workspace = new Workspace(engine, batch);
  try {
    const state = workspace.take();
    engine.writeState(state, start);
    const show = async (t: number): Promise<void> => {
      const [{ x }, terms] = [await engine.readState(state), await energyTerms(engine, state)];
      const energies = Array.from(terms.total, (total, b): Energies => {
        const parts = energyTermNames.flatMap((name) => {
          const term = terms[name];
          return term === undefined ? [] : [[name, term[b]!] as const];
        });
        return { ...Object.fromEntries(parts), total };
      });
      onFrame({ t, x: Float32Array.from(x!), energies });
    };
    await show(0);
    const options = { solver: rk4, control: fixedSteps(steps), until, renormalise: true };
    const { statistics } = await flow(workspace, state, options, async (t) => {
      await show(t);
      await breathe();
      return stopped() ? 'stop' : undefined;
    });
    return { end: await engine.readState(state), evaluations: statistics.evaluations };
  } finally {
    workspace.dispose();
  }
}

const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = () => waiting.shift()?.();

/** Lets messages in, so that a newer request can be heard. Timers would wait 4 ms each. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    channel.port2.postMessage(0);
  });
}
