import type { Engine, StateVector } from '@hkmem/backend';
import type { Workspace } from '@hkmem/dynamics';
import type { ExponentialMethod, LinearStep } from './exponential.ts';

/** c_x on x and c_s on s of a state. */
type PartTerm = readonly [x: number, s: number, state: StateVector];

/**
 * A flow of an exponential method that can be walked back, for a study: where x and s take different coefficients, or a
 * combination has more terms than the engine takes, states go through the host, so its times say nothing.
 */
export class ExponentialFlow {
  readonly #workspace: Workspace;
  readonly #method: ExponentialMethod;
  #steps: { readonly h: number; readonly stages: readonly StateVector[] }[] = [];

  constructor(workspace: Workspace, method: ExponentialMethod) {
    this.#workspace = workspace;
    this.#method = method;
  }

  /** Moves `state` by steps of these sizes, in place, keeping the stages. */
  async forward(state: StateVector, sizes: readonly number[]): Promise<void> {
    this.release();
    const { engine } = this.#workspace;
    const { stages: count } = this.#method;
    const fields = this.#workspace.takeMany(count);
    for (const h of sizes) {
      const [x, s] = [this.#method.x(h), this.#method.s(h)];
      const stages = this.#workspace.takeMany(count);
      this.#steps.push({ h, stages });
      engine.combine(stages[0]!, [[1, state]]);
      engine.field(stages[0]!, fields[0]!);
      for (let i = 1; i <= count; i++) {
        const out = stages[i] ?? state;
        await combineParts(engine, out, rowTerms(x, s, i, stages, fields));
        if (i < count) engine.field(out, fields[i]!);
      }
    }
    this.#workspace.give(...fields);
  }

  /** Turns `lambda`, the cotangent of the end, into that of the start, in place; parameter gradients are added. */
  async backward(lambda: StateVector): Promise<void> {
    const { engine } = this.#workspace;
    const { stages: count } = this.#method;
    const [kappa, pulled] = [this.#workspace.take(), this.#workspace.take()];
    const cotangents = this.#workspace.takeMany(count);
    for (const { h, stages } of this.#steps.toReversed()) {
      const [x, s] = [this.#method.x(h), this.#method.s(h)];
      const all = [...cotangents, lambda];
      const column = (part: 'states' | 'fields', j: number): PartTerm[] =>
        all.slice(j + 1).map((state, n) => [entry(x, part, j + 1 + n, j), entry(s, part, j + 1 + n, j), state]);
      for (let j = count - 1; j >= 0; j--) {
        await combineParts(engine, kappa, column('fields', j));
        engine.vjp(stages[j]!, kappa, pulled);
        await combineParts(engine, cotangents[j]!, [[1, 1, pulled], ...column('states', j)]);
      }
      engine.combine(lambda, [[1, cotangents[0]!]]);
    }
    this.#workspace.give(kappa, pulled, ...cotangents);
  }

  /** Gives the kept stages back. */
  release(): void {
    for (const { stages } of this.#steps) this.#workspace.give(...stages);
    this.#steps = [];
  }
}

function rowTerms(
  x: LinearStep,
  s: LinearStep,
  i: number,
  stages: readonly StateVector[],
  fields: readonly StateVector[],
): PartTerm[] {
  const terms = (part: 'states' | 'fields', vectors: readonly StateVector[]): PartTerm[] =>
    vectors.slice(0, i).map((vector, j) => [entry(x, part, i, j), entry(s, part, i, j), vector]);
  return [...terms('states', stages), ...terms('fields', fields)];
}

function entry(step: LinearStep, part: 'states' | 'fields', i: number, j: number): number {
  return step[part][i]![j] ?? 0;
}

/** Terms that `combine` takes. */
const mostTerms = 9;

async function combineParts(engine: Engine, out: StateVector, terms: readonly PartTerm[]): Promise<void> {
  const used = terms.filter(([x, s]) => x !== 0 || s !== 0);
  if (engine.spec.oscillators === undefined && used.length <= mostTerms) {
    engine.combine(
      out,
      used.map(([x, , state]) => [x, state]),
    );
    return;
  }
  const sums: { x?: Float64Array; s?: Float64Array } = {};
  for (const [x, s, state] of used) {
    const host = await engine.readState(state);
    for (const [part, factor] of [['x', x] as const, ['s', s] as const]) {
      const values = host[part];
      if (values === undefined) continue;
      sums[part] ??= new Float64Array(values.length);
      const sum = sums[part];
      if (factor !== 0) for (let i = 0; i < sum.length; i++) sum[i]! += factor * values[i]!;
    }
  }
  engine.writeState(out, sums);
}
