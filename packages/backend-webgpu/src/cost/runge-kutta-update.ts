import type { Engine, HostState, OptimiserRule, Readout, StateVector } from '@hkmem/backend';

/** A training update with the classical Runge-Kutta method of order 4 and equal steps. */
export interface RungeKuttaOptions {
  /** Steps to T = 1, four field evaluations each. */
  readonly steps: number;
  readonly readout: Readout;
  /** Parameters that are trained; the learned start is used if it is among them. */
  readonly trainable: readonly string[];
}

/**
 * One training update against the engine contract: forward, squared error, the discrete adjoint, an optimiser step for
 * every trainable parameter. Nothing is read back but the loss. Serves the cost model, which counts what it asks of a
 * device, and the tests, which run it.
 */
export class RungeKuttaUpdate {
  readonly #engine: Engine;
  readonly #options: RungeKuttaOptions;
  /** The four stage states of every step; the first is the state the step starts from. */
  readonly #stages: readonly (readonly [StateVector, StateVector, StateVector, StateVector])[];
  readonly #slopes: readonly [StateVector, StateVector, StateVector, StateVector];
  readonly #end: StateVector;
  readonly #adjoint: StateVector;
  readonly #slopeAdjoint: StateVector;

  constructor(engine: Engine, batch: number, options: RungeKuttaOptions) {
    const four = (): [StateVector, StateVector, StateVector, StateVector] => [
      engine.createState(batch),
      engine.createState(batch),
      engine.createState(batch),
      engine.createState(batch),
    ];
    this.#engine = engine;
    this.#options = options;
    this.#stages = Array.from({ length: options.steps }, four);
    this.#slopes = four();
    this.#end = engine.createState(batch);
    this.#adjoint = engine.createState(batch);
    this.#slopeAdjoint = engine.createState(batch);
    engine.setTrainable(options.trainable);
  }

  /** Does one update and returns the loss before it, which need not be awaited. */
  run(start: HostState, labels: ArrayLike<number>, rule: OptimiserRule): Promise<number> {
    const engine = this.#engine;
    const { trainable, readout } = this.#options;
    const learned = trainable.includes('start.s');
    engine.zeroGradients();
    engine.writeState(this.#stages[0]![0], start);
    if (learned) engine.broadcastStart(this.#stages[0]![0]);
    this.#forward();
    const loss = engine.loss(this.#end, [{ readout, labels }], this.#adjoint);
    this.#backward();
    if (learned) engine.startVjp(this.#adjoint);
    for (const path of trainable) engine.optimise(path, rule);
    return loss;
  }

  dispose(): void {
    const states = [...this.#stages.flat(), ...this.#slopes, this.#end, this.#adjoint, this.#slopeAdjoint];
    for (const state of states) state.dispose();
  }

  #forward(): void {
    const engine = this.#engine;
    const h = 1 / this.#options.steps;
    const [k1, k2, k3, k4] = this.#slopes;
    this.#stages.forEach(([y1, y2, y3, y4], n) => {
      engine.field(y1, k1);
      engine.combine(y2, [
        [1, y1],
        [h / 2, k1],
      ]);
      engine.field(y2, k2);
      engine.combine(y3, [
        [1, y1],
        [h / 2, k2],
      ]);
      engine.field(y3, k3);
      engine.combine(y4, [
        [1, y1],
        [h, k3],
      ]);
      engine.field(y4, k4);
      const next = this.#stages[n + 1]?.[0] ?? this.#end;
      engine.combine(next, [
        [1, y1],
        [h / 6, k1],
        [h / 3, k2],
        [h / 3, k3],
        [h / 6, k4],
      ]);
    });
  }

  #backward(): void {
    const engine = this.#engine;
    const h = 1 / this.#options.steps;
    const [w1, w2, w3, w4] = this.#slopes;
    const [adjoint, kBar] = [this.#adjoint, this.#slopeAdjoint];
    for (const [y1, y2, y3, y4] of [...this.#stages].reverse()) {
      engine.combine(kBar, [[h / 6, adjoint]]);
      engine.vjp(y4, kBar, w4);
      engine.combine(kBar, [
        [h / 3, adjoint],
        [h, w4],
      ]);
      engine.vjp(y3, kBar, w3);
      engine.combine(kBar, [
        [h / 3, adjoint],
        [h / 2, w3],
      ]);
      engine.vjp(y2, kBar, w2);
      engine.combine(kBar, [
        [h / 6, adjoint],
        [h / 2, w2],
      ]);
      engine.vjp(y1, kBar, w1);
      engine.combine(adjoint, [
        [1, adjoint],
        [1, w1],
        [1, w2],
        [1, w3],
        [1, w4],
      ]);
    }
  }
}
