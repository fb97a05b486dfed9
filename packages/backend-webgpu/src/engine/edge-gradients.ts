import type { DeviceBuffer } from '../device/device.ts';
import { edgeGradientKernel, gradientFlops, lanesPerEdge } from '../kernels/edge-gradient.ts';
import { sumRowsKernel } from '../kernels/sum-rows.ts';
import { reductionLanes } from '../kernels/text.ts';
import { edgesToWeightsKernel } from '../kernels/weights.ts';
import { buffersOf, type EngineContext } from './context.ts';
import type { EdgeGroup, EdgeTarget, EdgeTerm } from './edge-terms.ts';
import type { ParameterStore } from './parameters.ts';
import type { ReversePass } from './reverse-pass.ts';

/** Lanes that add up an edge's sums of a parameter that all edges share. */
const sumLanes = 256;

/** Gradients of the parameters of pairs. */
export class EdgeGradients {
  readonly #context: EngineContext;
  readonly #parameters: ParameterStore;
  readonly #buffer: DeviceBuffer;

  constructor(context: EngineContext, parameters: ParameterStore, buffer: DeviceBuffer) {
    this.#context = context;
    this.#parameters = parameters;
    this.#buffer = buffer;
  }

  /** Adds those of one reverse pass; tells whether sums over edges wait to be settled. */
  add(pass: ReversePass, trainable: ReadonlySet<string>): boolean {
    let waiting = false;
    for (const group of this.#context.layout.groups) {
      const terms = group.terms
        .map(({ pair, targets }) => ({ pair, targets: targets.filter(({ path }) => trainable.has(path)) }))
        .filter(({ targets }) => targets.length > 0);
      if (terms.length === 0) continue;
      this.#pass(pass, group, terms);
      waiting ||= terms.some(({ targets }) => targets.some(({ per }) => per !== 'edge'));
    }
    return waiting;
  }

  /** Turns the sums over edges into gradients, each in one fixed order. */
  settle(trainable: ReadonlySet<string>): void {
    for (const { edges, run, terms } of this.#context.layout.groups) {
      for (const { path, per } of terms.flatMap(({ targets }) => targets)) {
        if (per !== 'edge' && trainable.has(path)) this.#settleTarget(path, per, edges, run);
      }
    }
  }

  #pass(pass: ReversePass, { edges, run }: EdgeGroup, terms: readonly EdgeTerm[]): void {
    const { layout, indices } = this.#context;
    const dimension = layout.D;
    const targets = terms.flatMap((term) => term.targets);
    const wanted = terms.map((term) => ({ pair: term.pair, targets: term.targets.map(({ names }) => names) }));
    const kernel = this.#context.kernel(`edgeGradient ${targets.map(({ path }) => path).join()}`, () => {
      return edgeGradientKernel({ dimension, wanted });
    });
    const coupled = terms.some(({ pair }) => pair.term === 'coupling');
    const lanes = lanesPerEdge(pass.batch);
    const places = targets.map((target, k) => [`target${k}At`, this.#placeOf(target)]);
    const values = { lanes, edges, edgesAt: layout.at[run], ...Object.fromEntries(places) };
    const buffers = buffersOf(kernel, {
      indices,
      prepared: pass.prepared,
      parameters: this.#parameters.values,
      ...(coupled && { derived: this.#parameters.derived(), cotangent: pass.cotangent }),
      gradients: this.#buffer,
    });
    const vectors = layout.N * pass.batch;
    const perPair = 6 * dimension + wanted.reduce((flops, each) => flops + gradientFlops(each), 0);
    const cost = {
      flops: edges * pass.batch * perPair,
      words: vectors * (2 * dimension + (coupled ? 2 : 0)) + edges * (3 + 3 * targets.length),
      loads: edges * pass.batch * 4 * (dimension + (coupled ? 1 : 0)),
    };
    this.#context.run(kernel, buffers, pass.batch, values, Math.ceil((edges * lanes) / reductionLanes), cost);
  }

  #placeOf({ path, per }: EdgeTarget): number {
    const { layout } = this.#context;
    return per === 'edge' ? layout.offset(path) : layout.edgeSums.get(path)!;
  }

  #settleTarget(path: string, per: 'one' | 'weight', edges: number, run: 'edges' | 'couplingEdges'): void {
    const { layout, indices } = this.#context;
    const sumsAt = layout.edgeSums.get(path)!;
    if (per === 'weight') {
      const kernel = this.#context.kernel('edgesToWeights', edgesToWeightsKernel);
      const values = { edgesAt: layout.at[run], sumsAt };
      this.#context.runFlat(kernel, [indices, this.#buffer], 1, values, edges, { flops: 4 * edges, words: 8 * edges });
      return;
    }
    const kernel = this.#context.kernel('sumRows shared', () => sumRowsKernel(sumLanes, this.#context.subgroups));
    const values = { rows: edges, width: 1, first: 0, sumsAt, into: layout.offset(path) };
    this.#context.run(kernel, [this.#buffer], 1, values, 1, { flops: edges, words: edges });
  }
}
