import { RandomKey } from '@hkmem/backend';
import { complete, orderParameter } from '@hkmem/coupling';
import { fixedSteps, flow, kuramoto, omegaOfAngularVelocity, rk4, Workspace } from '@hkmem/dynamics';
import type { BackendHost } from './backend-host.ts';
import { breathe } from './flow-frames.ts';
import { lorentzian } from './lorentzian.ts';
import type { TransitionFrame, TransitionRequest } from './transition-protocol.ts';

/** Of a coupling: time that passes before the order is averaged, time over which it is, and steps to a unit of time. */
const [before, during, stepsPerUnit] = [18, 12, 20];

/** Kuramoto's transition: many oscillators of their own frequencies, at one coupling after another. */
export class Transition {
  readonly #host: BackendHost;
  #latest = 0;

  constructor(host: BackendHost) {
    this.#host = host;
  }

  /**
   * Goes through the couplings K, each from where the one before ended, and tells the order that each comes to. With A = -K/N
   * on every pair of the complete graph, D = 2 and omega_i a turn at speed w_i, this is Kuramoto's
   * d theta_i = w_i + (K/N) sum_j sin(theta_j - theta_i).
   */
  run(request: TransitionRequest, onFrame: (frame: TransitionFrame) => void): Promise<void> {
    const turn = ++this.#latest;
    const { neurons: N, spread, couplings, seed } = request;
    const key = RandomKey.fromSeed(seed);
    const graph = complete(N);
    const spec = kuramoto(N, { dimension: 2, graph, interaction: 'linear', omega: 'local' });
    const speeds = lorentzian(N, spread);
    return this.#host.run(async () => {
      this.#host.release('transition');
      const engine = this.#host.engine('transition', spec, () => {});
      engine.writeParameter('kuramoto.omega', omegaOfAngularVelocity(spec, speeds, { mean: 'remove' }));
      const angles = key.fold('angles').uniform(N);
      let s = Float32Array.from({ length: 2 * N }, (_, n) =>
        n % 2 === 0 ? Math.cos(2 * Math.PI * angles[n >> 1]!) : Math.sin(2 * Math.PI * angles[n >> 1]!),
      );
      const workspace = new Workspace(engine, 1);
      try {
        const state = workspace.take();
        for (const K of couplings) {
          engine.writeParameter('kuramoto.A', new Float32Array(graph.sources.length).fill(-K / N));
          engine.writeState(state, { s });
          let [sum, looks] = [0, 0];
          const options = {
            solver: rk4,
            control: fixedSteps((before + during) * stepsPerUnit),
            until: before + during,
            renormalise: true,
          };
          await flow(workspace, state, options, async (t) => {
            if (turn !== this.#latest) return 'stop';
            const looked = Math.round(t * stepsPerUnit) % stepsPerUnit === 0;
            if (!looked) return undefined;
            s = Float32Array.from((await engine.readState(state)).s!);
            const order = orderParameter(s, N, 2)[0]!;
            if (t > before) [sum, looks] = [sum + order, looks + 1];
            onFrame({ K, order: looks > 0 ? sum / looks : order, done: false, s });
            await breathe();
            return undefined;
          });
          if (turn !== this.#latest) return;
          onFrame({ K, order: sum / looks, done: true, s });
        }
      } finally {
        workspace.dispose();
      }
    });
  }

  stop(): void {
    this.#latest++;
  }
}
