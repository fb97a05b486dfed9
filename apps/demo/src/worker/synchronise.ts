import { type Engine, RandomKey, type StateVector, type SystemSpec } from '@hkmem/backend';
import { orderParameter } from '@hkmem/coupling';
import { fixedSteps, flow, kuramoto, rk4, Workspace } from '@hkmem/dynamics';
import type { BackendHost } from './backend-host.ts';
import { graphOf } from './population-graph.ts';
import type { SynchroniseFrame, SynchroniseSettings } from './protocol.ts';

/** Time that passes between two frames, and between two frames for the eye. */
const timeStep = 0.06;
const frameMilliseconds = 33;

/** A population of oscillators that runs until it is told otherwise. */
export class Population {
  readonly #host: BackendHost;
  #turn = 0;
  #paused = false;
  #held: { readonly neuron: number; readonly direction: readonly number[] } | undefined;
  #resume: () => void = () => {};

  constructor(host: BackendHost) {
    this.#host = host;
  }

  /** Starts a population anew, in place of the one that ran; resolves when it is replaced or stopped. */
  async run(settings: SynchroniseSettings, onFrame: (frame: SynchroniseFrame) => void): Promise<void> {
    const turn = ++this.#turn;
    this.#held = undefined;
    this.#resume();
    const { spec, parameters, start } = populationOf(settings);
    let s: Float32Array = start;
    let t = 0;
    await this.#host.run(async () => {
      if (turn !== this.#turn) return;
      this.#host.release('population');
      const engine = this.#host.engine('population', spec, (made) => {
        for (const [path, values] of Object.entries(parameters)) made.writeParameter(path, values);
      });
      const workspace = new Workspace(engine, 1);
      try {
        const state = workspace.take();
        engine.writeState(state, { s });
        while (turn === this.#turn) {
          s = await this.#shown(engine, state, spec, t, onFrame);
          const begun = performance.now();
          if (this.#paused) await new Promise<void>((resolve) => (this.#resume = resolve));
          await pause(Math.max(4, frameMilliseconds - (performance.now() - begun)));
          if (turn !== this.#turn) break;
          s = this.#withHeld(s, settings.dimension);
          engine.writeState(state, { s });
          if (!this.#paused) {
            const options = { solver: rk4, control: fixedSteps(2), until: timeStep, renormalise: true };
            await flow(workspace, state, options);
            t += timeStep;
          }
        }
      } finally {
        workspace.dispose();
      }
    });
  }

  /** Holds a neuron in a direction, or lets it go. */
  hold(neuron: number, direction: readonly number[] | undefined): void {
    this.#held = direction === undefined ? undefined : { neuron, direction };
    if (this.#paused) this.#resume();
  }

  pause(paused: boolean): void {
    this.#paused = paused;
    this.#resume();
  }

  stop(): void {
    this.#turn++;
    this.#resume();
  }

  #withHeld(s: Float32Array, D: number): Float32Array {
    if (this.#held !== undefined) s.set(this.#held.direction, this.#held.neuron * D);
    return s;
  }

  async #shown(
    engine: Engine,
    state: StateVector,
    spec: SystemSpec,
    t: number,
    onFrame: (frame: SynchroniseFrame) => void,
  ): Promise<Float32Array> {
    const s = Float32Array.from((await engine.readState(state)).s!);
    const { kuramoto: energy } = await engine.energies(state);
    const order = orderParameter(s, spec.neurons, spec.oscillators!.dimension)[0]!;
    onFrame({ t, s, order, energy: energy![0]! });
    return s;
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** The system, its parameters and its start. Attracting pairs have A = -4/k, so that E_K falls as they agree. */
export function populationOf(settings: SynchroniseSettings) {
  const { neurons, dimension, interaction, omega, pull, seed } = settings;
  const key = RandomKey.fromSeed(seed);
  const graph = graphOf(settings, key);
  const edges = graph.sources.length;
  const spec = kuramoto(neurons, { dimension, graph, interaction, omega });
  const size = (4 * neurons) / (2 * edges);
  const draws = key.fold('pull').normal(edges);
  const A = draws.map((draw) => (pull === 'attract' ? -size : pull === 'repel' ? size : size * draw));
  const parameters: Record<string, Float64Array> = { 'kuramoto.A': A };
  if (interaction !== 'linear') parameters['kuramoto.B'] = A.slice();
  if (omega !== 'none') {
    const turns = key.fold('omega').normal((omega === 'local' ? neurons : 1) * dimension * dimension);
    parameters['kuramoto.omega'] = turns.map((turn) => (omega === 'local' ? 1.2 : 1) * turn);
  }
  const start = Float32Array.from(key.fold('start').normal(neurons * dimension));
  for (let i = 0; i < neurons; i++) {
    const row = start.subarray(i * dimension, (i + 1) * dimension);
    const length = Math.hypot(...row);
    row.forEach((value, d) => {
      row[d] = value / length;
    });
  }
  return { spec, parameters, start };
}
