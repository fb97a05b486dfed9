import { type HostArray, largestOf } from '@hkmem/backend';
import type { HostParameters } from '../layer/initialise.ts';
import type { LayerSpec } from '../layer/layer-spec.ts';

/** Whether the dynamics of a layer have a Lyapunov function, and why. */
export interface LyapunovCase {
  /**
   * `descent`: E = - sum x.(J x)/2 - sum x.(b + c) falls along the flow (steps small enough). `commonRotation`: it falls
   * too, since all oscillators turn as one and neither J nor the stimulus tells. `none`: nothing is known to fall.
   */
  readonly kind: 'descent' | 'commonRotation' | 'none';
  /** One sentence for people. */
  readonly reason: string;
}

/** Largest asymmetry, relative to the largest weight, that counts as rounding. */
const roundingAllowance = 1e-6;

/**
 * The case that a layer is in. J is symmetric if it is a convolution whose weights are those of its transpose:
 * W[o, i, a, b] = W[i, o, k-1-a, k-1-b]. Attention depends on the state and is the gradient of nothing in general.
 * `c` is the stimulus after normalisation, if it is known; without it a rotation is taken to meet one.
 */
export function lyapunovCase(spec: LayerSpec, parameters: HostParameters, c?: ArrayLike<number>): LyapunovCase {
  if (spec.connectivity.kind === 'attention') {
    return { kind: 'none', reason: 'J is attention, which is no gradient of an energy.' };
  }
  const { data: weight } = parameters['connectivity.weight']!;
  const { kernel } = spec.connectivity;
  const asymmetry = largestAsymmetry(weight, spec.channels, kernel);
  if (asymmetry > roundingAllowance) {
    const share = asymmetry.toPrecision(2);
    return { kind: 'none', reason: `J is not symmetric (by ${share} of its largest weight).` };
  }
  const rates = ratesOf(spec, parameters);
  if (rates.every((rate) => rate === 0))
    return { kind: 'descent', reason: 'J is symmetric and nothing turns by itself.' };
  const [first] = rates;
  if (rates.some((rate) => Math.abs(rate - first!) > roundingAllowance * first!)) {
    return { kind: 'none', reason: 'J is symmetric, but pairs of channels turn at different rates.' };
  }
  if (!commutes(weight, spec.channels, kernel)) {
    return { kind: 'none', reason: 'J is symmetric, but does not commute with the common rotation.' };
  }
  const still = parameters['connectivity.bias']!.data.every((value: number) => value === 0);
  if (!still || c === undefined || Array.from(c).some((value) => value !== 0)) {
    return { kind: 'none', reason: 'J is symmetric, but the stimulus or bias does not turn with the oscillators.' };
  }
  return { kind: 'commonRotation', reason: 'J is symmetric and turns with the oscillators, and there is no stimulus.' };
}

function ratesOf({ channels }: LayerSpec, parameters: HostParameters): number[] {
  const rates = parameters['omg.omg_param']?.data;
  if (rates === undefined) return [0];
  const count = rates.length === 2 ? 1 : channels / 2;
  return Array.from({ length: count }, (_, pair) => Math.hypot(rates[2 * pair]!, rates[2 * pair + 1]!));
}

/** Largest |W - W^T| over the largest |W|. */
function largestAsymmetry(weight: HostArray, C: number, k: number): number {
  const [size, area] = [largestOf(weight.map(Math.abs)), k * k];
  let largest = 0;
  for (let o = 0; o < C; o++) {
    for (let i = 0; i < C; i++) {
      for (let tap = 0; tap < area; tap++) {
        const there = weight[(o * C + i) * area + tap]!;
        const back = weight[(i * C + o) * area + area - 1 - tap]!;
        largest = Math.max(largest, Math.abs(there - back));
      }
    }
  }
  return size === 0 ? 0 : largest / size;
}

/** Whether the weights commute with turning every consecutive pair of channels by a right angle: W = K W K^T. */
function commutes(weight: HostArray, C: number, k: number): boolean {
  const size = largestOf(weight.map(Math.abs));
  const at = (o: number, i: number, tap: number): number => weight[(o * C + i) * k * k + tap]!;
  for (let o = 0; o < C; o++) {
    for (let i = 0; i < C; i++) {
      const sign = (o % 2 === 0 ? 1 : -1) * (i % 2 === 0 ? 1 : -1);
      for (let tap = 0; tap < k * k; tap++) {
        const turned = sign * at(o ^ 1, i ^ 1, tap);
        if (Math.abs(at(o, i, tap) - turned) > roundingAllowance * size) return false;
      }
    }
  }
  return true;
}
