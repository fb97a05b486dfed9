import type { Engine, HostState, SystemSpec } from '@hkmem/backend';
import { complete } from '@hkmem/coupling';
import { fixedSteps, flow, hopfield, kuramoto, rk4, Workspace } from '@hkmem/dynamics';
import { energyTerms, floorOf } from '@hkmem/energy';
import type { lagrangian, pairLaw } from '@hkmem/laws';
import type { BackendHost } from './backend-host.ts';
import type { LawRequest, LawView } from './law-protocol.ts';
import { lawOf, texOf } from './law-tex.ts';
import { floorView } from './memory-facts.ts';

/** Places of the energy curve, starts of flows, and how long and in how many steps those run. */
const [places, starts, until, steps] = [121, 9, 4, 40];

/** Two units under a law: how places of the curve become states, and states places. */
interface Pair {
  readonly spec: SystemSpec;
  readonly range: readonly [number, number];
  stateAt(places: readonly number[]): HostState;
  placeOf(state: HostState, sample: number): number;
}

/** Shows laws: compiled for the backend in use, their energies and flows are computed there. */
export class LawBench {
  readonly #host: BackendHost;

  constructor(host: BackendHost) {
    this.#host = host;
  }

  /** @throws what the law's maker throws, naming what is wrong with it. */
  show(request: LawRequest): Promise<LawView> {
    const law = lawOf(request);
    const pair = 'activity' in law ? unitsOf(law) : oscillatorsOf(law);
    return this.#host.run(async () => {
      const engine = this.#host.engine('law', pair.spec, () => {});
      writeLaw(engine, request);
      const at = Array.from({ length: places }, (_, n) => between(pair.range, n / (places - 1)));
      const state = engine.createState(places);
      try {
        engine.writeState(state, pair.stateAt(at));
        const energies = Float64Array.from((await energyTerms(engine, state)).total);
        const { times, flows } = await flowsOf(engine, pair);
        const certificate = floorView(await floorOf(engine));
        const { formula } = law;
        const { backend } = engine;
        return { formula, tex: texOf(law), at: Float64Array.from(at), energies, times, flows, certificate, backend };
      } finally {
        state.dispose();
      }
    });
  }
}

function unitsOf(activation: ReturnType<typeof lagrangian>): Pair {
  return {
    spec: hopfield(2, { activation }),
    range: [-3, 3],
    stateAt: (at) => ({ x: Float64Array.from(at.flatMap((x) => [x, x])) }),
    placeOf: ({ x }, sample) => x![2 * sample]!,
  };
}

function oscillatorsOf(interaction: ReturnType<typeof pairLaw>): Pair {
  return {
    spec: kuramoto(2, { dimension: 2, graph: complete(2), interaction }),
    range: [-Math.PI, Math.PI],
    stateAt: (at) => ({ s: Float64Array.from(at.flatMap((angle) => [1, 0, Math.cos(angle), Math.sin(angle)])) }),
    placeOf({ s }, sample) {
      const [ax, ay, bx, by] = Array.from(s!.subarray(4 * sample, 4 * sample + 4)) as [number, number, number, number];
      return Math.atan2(ax * by - ay * bx, ax * bx + ay * by);
    },
  };
}

function writeLaw(engine: Engine, { A, weight }: LawRequest): void {
  for (const [path, shape] of engine.shapes) {
    const count = shape.reduce((product, extent) => product * extent, 1);
    const value = path.endsWith('.A') ? A : 0;
    engine.writeParameter(
      path,
      path === 'hopfield.weights' ? [0, weight, weight, 0] : new Float32Array(count).fill(value),
    );
  }
}

async function flowsOf(engine: Engine, pair: Pair): Promise<Pick<LawView, 'times' | 'flows'>> {
  const workspace = new Workspace(engine, starts);
  // Ends are left out: at an angle of pi, as at any rest, nothing moves.
  const from = Array.from({ length: starts }, (_, n) => between(pair.range, (n + 0.7) / (starts + 0.4)));
  const times: number[] = [];
  const flows = from.map(() => [] as number[]);
  try {
    const state = workspace.take();
    engine.writeState(state, pair.stateAt(from));
    const look = async (t: number): Promise<void> => {
      const seen = await engine.readState(state);
      times.push(t);
      flows.forEach((places, n) => {
        places.push(pair.placeOf(seen, n));
      });
    };
    await look(0);
    await flow(workspace, state, { solver: rk4, control: fixedSteps(steps), until, renormalise: true }, async (t) => {
      await look(t);
      return undefined;
    });
    return { times, flows: flows.map((line) => Float64Array.from(line)) };
  } finally {
    workspace.dispose();
  }
}

function between([low, high]: readonly [number, number], share: number): number {
  return low + share * (high - low);
}
