import type { Engine, HostState } from '@hkmem/backend';
import { flow, listedSteps, rk4, type StepControl, type Tableau, Workspace } from '@hkmem/dynamics';
import { energyTermNames, energyTerms } from '@hkmem/energy';
import type { Energies, RecallFrame } from './protocol.ts';

/** How a flow that is looked at step by step is to run. */
export interface FrameSettings {
  readonly batch: number;
  readonly until: number;
  /** RK4 if absent. */
  readonly solver?: Tableau;
  /** The steps, one frame each. */
  readonly control: StepControl;
  readonly onFrame: (frame: RecallFrame) => void;
  /** Asked after every step. */
  readonly stopped: () => boolean;
}

/** Runs a flow, s renormalised after each, and tells of every step; returns the end state. */
export async function flowInFrames(
  engine: Engine,
  start: HostState,
  settings: FrameSettings,
): Promise<{ readonly end: HostState; readonly evaluations: number }> {
  const { batch, until, solver = rk4, control, onFrame, stopped } = settings;
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
    const options = { solver, control, until, renormalise: true };
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

/** Steps to `until` each of which is longer than the one before by the same factor, the last 20 times the first. */
export function growingSteps(until: number, steps: number): StepControl {
  const sizes = Array.from({ length: steps }, (_, n) => 20 ** (n / (steps - 1)));
  const sum = sizes.reduce((total, size) => total + size, 0);
  return listedSteps(sizes.map((size) => (size * until) / sum));
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
