import type { Backend, Engine, HostState, Readout } from '@hkmem/backend';
import { type ConformanceCase, conformanceCases, EnginePair, largestError } from '@hkmem/backend/conformance';

/**
 * What mutants are held against: the systems of the conformance suite, each of which runs every method of the contract
 * and ends at the first number that is off. This file alone knows the suite.
 */
export interface System {
  readonly name: string;
  /** @throws if the backend differs from the reference, or fails. */
  run(backend: Backend, tolerance: number): Promise<void>;
}

/** The systems, in the order of the suite. */
export function systems(): readonly System[] {
  return conformanceCases().map((testCase) => ({
    name: testCase.name,
    run: (backend, tolerance) => runCase(backend, testCase, tolerance),
  }));
}

async function runCase(backend: Backend, testCase: ConformanceCase, tolerance: number): Promise<void> {
  const pair = new EnginePair(backend, testCase);
  try {
    await new CaseRun(pair, testCase, tolerance).all();
  } finally {
    pair.dispose();
  }
}

class CaseRun {
  readonly #pair: EnginePair;
  readonly #case: ConformanceCase;
  readonly #tolerance: number;

  constructor(pair: EnginePair, testCase: ConformanceCase, tolerance: number) {
    this.#pair = pair;
    this.#case = testCase;
    this.#tolerance = tolerance;
  }

  async all(): Promise<void> {
    const { spec, batch } = this.#case;
    const pair = this.#pair;
    const [state, cotangent, out] = [pair.state('state'), pair.state('cotangent'), pair.state()];
    await this.#states('state', state);
    this.#each((engine, k) => engine.field(state[k], out[k]));
    await this.#states('field', out);
    const energies = await this.#both((engine, k) => engine.energies(state[k]));
    for (const name of ['hopfield', 'kuramoto', 'coupling'] as const) {
      if (energies[1][name]) this.#close(`energy ${name}`, energies[0][name]!, energies[1][name]);
    }
    const paths = [...pair.tested.shapes.keys()].filter((path) => path !== 'start.s');
    this.#each((engine, k) => {
      engine.setTrainable(paths);
      engine.vjp(state[k], cotangent[k], out[k]);
      engine.vjp(state[k], cotangent[k], out[k]);
    });
    await this.#states('vjp', out);
    for (const path of paths) await this.#gradient(path);
    this.#each((engine, k) =>
      engine.combine(out[k], [
        [0.5, out[k]],
        [-2, state[k]],
        [0.25, cotangent[k]],
      ]),
    );
    await this.#states('combination', out);
    this.#close('norms', ...(await this.#both((engine, k) => engine.norms(out[k]))));
    const error = (engine: Engine, k: 0 | 1) => engine.errorNorms(state[k], out[k], [[0.1, cotangent[k]]], 1e-3, 1e-2);
    this.#close('error norms', ...(await this.#both(error)));
    if (spec.oscillators) {
      this.#each((engine, k) => {
        engine.normaliseVjp(state[k], cotangent[k]);
        engine.normalise(out[k]);
      });
      await this.#states('normalised', out);
      await this.#states('pulled back', cotangent);
    }
    if (spec.oscillators?.learnedStart) {
      this.#each((engine, k) => {
        engine.setTrainable(['start.s', ...paths]);
        engine.broadcastStart(out[k]);
        engine.startVjp(cotangent[k]);
      });
      await this.#states('start', out);
      await this.#gradient('start.s');
    }
    const readouts: Readout[] = [
      ...(spec.threshold ? [{ kind: 'threshold', classes: 3 } as const] : []),
      ...(spec.oscillators ? [{ kind: 'reference', classes: 3 } as const, { kind: 'pairs', classes: 2 } as const] : []),
    ];
    const labels = Uint8Array.from({ length: batch }, (_, b) => b % 2);
    for (const readout of readouts) {
      this.#close('outputs', ...(await this.#both((engine, k) => engine.readout(state[k], readout))));
      const losses = await this.#both(async (engine, k) => [
        await engine.squaredError(state[k], readout, labels, out[k]),
      ]);
      this.#close('loss', ...losses);
      await this.#states('cotangent of the loss', out);
    }
    const rates = { rate: 0.01, beta1: 0.9, beta2: 0.99, weightDecay: 0.1 };
    this.#each((engine, k) => {
      engine.vjp(state[k], cotangent[k], out[k]);
      for (const path of paths) {
        engine.optimise(path, { kind: 'adam', epsilon: 1e-8, step: 1, ...rates });
        engine.optimise(path, { kind: 'lion', ...rates });
      }
      engine.field(state[k], out[k]);
    });
    for (const path of paths) this.#close(path, ...(await this.#both((engine) => engine.readParameter(path))));
    await this.#states('field after', out);
  }

  #each(work: (engine: Engine, k: 0 | 1) => void): void {
    work(this.#pair.tested, 0);
    work(this.#pair.reference, 1);
  }

  async #both<T>(read: (engine: Engine, k: 0 | 1) => Promise<T>): Promise<[T, T]> {
    return [await read(this.#pair.tested, 0), await read(this.#pair.reference, 1)];
  }

  async #states(what: string, states: ReturnType<EnginePair['state']>): Promise<void> {
    const [got, expected]: HostState[] = await this.#both((engine, k) => engine.readState(states[k]));
    if (expected!.x) this.#close(`${what} x`, got!.x!, expected!.x);
    if (expected!.s) this.#close(`${what} s`, got!.s!, expected!.s);
  }

  async #gradient(path: string): Promise<void> {
    this.#close(`gradient ${path}`, ...(await this.#both((engine) => engine.readGradient(path))));
  }

  #close(what: string, got: ArrayLike<number>, expected: ArrayLike<number>): void {
    const { error } = largestError(got, expected);
    if (!(error <= this.#tolerance)) throw new Error(`${what}: off by ${error.toExponential(1)}`);
  }
}
