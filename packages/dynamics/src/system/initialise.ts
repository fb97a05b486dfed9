import { checkOptions, edgeCount, parameterShapes, type RandomKey, type SystemSpec, sizeOf } from '@hkmem/backend';

/** Scales of a random start of parameters; what is absent follows arXiv 2505.03648. */
export interface InitialisationOptions {
  /** Standard deviation of V, b and W_l; default 1/sqrt(N). */
  readonly hopfield?: number;
  /** Standard deviation of A and B; default 1/sqrt(k), k the mean number of neighbours. */
  readonly interaction?: number;
  /** Standard deviation of the free matrices O of `kuramoto.omega`; default 1. */
  readonly omega?: number;
  /** Standard deviation of w_e of a `network` coupling; default 0.01. */
  readonly coupling?: number;
  /** alpha; default 0.01. */
  readonly alpha?: number;
  /**
   * Standard deviation of what is added to e_1 in every row of `start.s`; default 0, as in the paper, where all
   * tangent forces vanish and oscillators do not learn. 1 gives them a gradient.
   */
  readonly startNoise?: number;
}

/** Random parameters of a system by path; the same key gives the same values on every backend. */
export function initialParameters(
  spec: SystemSpec,
  key: RandomKey,
  options: InitialisationOptions = {},
): Record<string, Float64Array> {
  checkOptions<InitialisationOptions>('initialParameters', options, {
    hopfield: 'optional',
    interaction: 'optional',
    omega: 'optional',
    coupling: 'optional',
    alpha: 'optional',
    startNoise: 'optional',
  });
  const parameters: Record<string, Float64Array> = {};
  for (const [path, shape] of parameterShapes(spec)) {
    const size = sizeOf(shape);
    const scale = scaleOf(path, shape, spec, options);
    parameters[path] = key
      .fold(path)
      .normal(size)
      .map((value) => scale * value);
    if (path === 'coupling.alpha') parameters[path]![0] = options.alpha ?? 0.01;
    if (path === 'start.s') for (let i = 0; i < size; i += shape[1]!) parameters[path]![i]! += 1;
  }
  return parameters;
}

function scaleOf(path: string, shape: readonly number[], spec: SystemSpec, options: InitialisationOptions): number {
  if (path.startsWith('hopfield.')) return options.hopfield ?? 1 / Math.sqrt(spec.neurons);
  if (path === 'kuramoto.A' || path === 'kuramoto.B') {
    const neighbours = (2 * edgeCount(spec.oscillators!.graph)) / spec.neurons;
    return options.interaction ?? 1 / Math.sqrt(Math.max(neighbours, 1));
  }
  if (path === 'kuramoto.omega') return options.omega ?? 1;
  if (path === 'coupling.weights') return options.coupling ?? 0.01;
  if (path === 'start.s') return options.startNoise ?? 0;
  if (path.startsWith('kuramoto.mlp.biases')) return 0;
  return 1 / Math.sqrt(shape[shape.length - 1]!);
}
