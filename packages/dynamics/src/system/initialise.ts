import {
  edgeCount,
  type ParameterInfo,
  parametersOfSystem,
  type RandomKey,
  type SystemSpec,
  sizeOf,
  ValueError,
} from '@hkmem/backend';

/** Scales of a random start of parameters; what is absent follows arXiv 2505.03648. */
export interface InitialisationOptions {
  /** Standard deviation of V, b and W_l; default 1/sqrt(N). */
  readonly hopfield?: number;
  /** Standard deviation of A and B, and of what else is drawn over neighbours; default 1/sqrt(k), k their mean number. */
  readonly interaction?: number;
  /** Standard deviation of the free matrices O of `kuramoto.omega`; default 1. */
  readonly omega?: number;
  /** Standard deviation of w_e of a `network` coupling, and of what else a coupling draws; default 0.01 or the law's. */
  readonly coupling?: number;
  /** alpha of the built-in couplings; default 0.01. */
  readonly alpha?: number;
  /**
   * Standard deviation of what is added to e_1 in every row of `start.s`; default 0, as in the paper, where all
   * tangent forces vanish and oscillators do not learn. 1 gives them a gradient.
   */
  readonly startNoise?: number;
}

/**
 * Random parameters of a system by path, those of laws as their roles say; the same key gives the same values on every backend.
 * @throws {ValueError} naming a scale that is not finite.
 */
export function initialParameters(
  spec: SystemSpec,
  key: RandomKey,
  options: InitialisationOptions = {},
): Record<string, Float64Array> {
  for (const [name, scale] of Object.entries(options)) {
    if (scale !== undefined && !Number.isFinite(scale)) throw new ValueError(name, scale, 'a finite number');
  }
  const parameters: Record<string, Float64Array> = {};
  for (const info of parametersOfSystem(spec)) {
    const { path, shape, role } = info;
    const size = sizeOf(shape);
    const { mean, deviation } = drawOf(info, spec, options);
    parameters[path] =
      deviation === undefined
        ? new Float64Array(size).fill(mean)
        : key
            .fold(path)
            .normal(size)
            .map((value) => mean + deviation * value);
    if (role === 'start') for (let i = 0; i < size; i += shape[1]!) parameters[path]![i]! += 1;
  }
  return parameters;
}

/** Mean and standard deviation of a parameter's entries; no deviation where it starts from a number. */
function drawOf(
  { role, per, start }: ParameterInfo,
  spec: SystemSpec,
  options: InitialisationOptions,
): { readonly mean: number; readonly deviation?: number } {
  if (typeof start === 'number') {
    const isAlpha = role === 'coupling' && per === 'one' && typeof spec.coupling!.kind === 'string';
    return { mean: (isAlpha ? options.alpha : undefined) ?? start };
  }
  const { mean = 0, deviation, over } = start;
  const given = {
    weights: options.hopfield,
    bias: options.hopfield,
    interaction: over === 'neighbours' ? options.interaction : undefined,
    coupling: options.coupling,
    lagrangian: undefined,
    rotation: options.omega,
    start: options.startNoise,
  }[role];
  if (given !== undefined) return { mean, deviation: given };
  const graph = role === 'coupling' ? spec.coupling!.graph : spec.oscillators?.graph;
  const neighbours = graph === undefined ? 1 : Math.max((2 * edgeCount(graph)) / spec.neurons, 1);
  const count = over === 'neighbours' ? neighbours : over === 'neurons' ? spec.neurons : 1;
  return { mean, deviation: deviation / Math.sqrt(count) };
}
