import { type Engine, layerSizes, type SystemSpec, ValueError } from '@hkmem/backend';
import { boundSingularValues } from './bound-singular-values.ts';
import { boundSpectrum, checkedBounds, type SpectrumBoundOptions } from './bound-spectrum.ts';

/**
 * Keeps the eigenvalues of an engine's W within bounds: reads the weights, bounds them, writes what changed. Call it every
 * few updates, from `onUpdate` of a trainer, with the update as `seed`. Of layers the singular values of each block are
 * held, half as far where there are more than two layers, since neighbouring blocks may add up; no self-weights then.
 * Whether anything was changed.
 * @throws {SpectralBoundError | ValueError} if the bounds cannot hold or the system has no such weights.
 */
export async function holdSpectrum(engine: Engine, options: SpectrumBoundOptions): Promise<boolean> {
  const { neurons } = engine.spec;
  const sizes = checkSpectralBounds(engine.spec, options);
  if (sizes === undefined) {
    const path = 'hopfield.weights';
    const before = await engine.readParameter(path);
    const { weights } = boundSpectrum(before, neurons, options);
    const half = (k: number): number => (before[k]! + before[(k % neurons) * neurons + Math.floor(k / neurons)]!) / 2;
    if (weights.every((weight, k) => weight === half(k))) return false;
    engine.writeParameter(path, weights);
    return true;
  }
  const { low, high, ...search } = options;
  const reach = Math.min(high, -low) / (sizes.length > 2 ? 2 : 1);
  let changed = false;
  for (let l = 0; l + 1 < sizes.length; l++) {
    const path = `hopfield.layers.${l}`;
    const before = await engine.readParameter(path);
    const after = boundSingularValues(before, sizes[l]!, reach, search);
    if (isSame(before, after)) continue;
    engine.writeParameter(path, after);
    changed = true;
  }
  return changed;
}

function isSame(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  for (let k = 0; k < b.length; k++) if (a[k] !== b[k]) return false;
  return true;
}

/**
 * Sizes of the layers of a system that such bounds can hold for; undefined for a dense W.
 * @throws {SpectralBoundError | ValueError | ShapeError} if they cannot, whatever the weights are.
 */
export function checkSpectralBounds(
  { threshold, neurons }: Pick<SystemSpec, 'threshold' | 'neurons'>,
  options: Pick<SpectrumBoundOptions, 'low' | 'high' | 'selfWeights' | 'absent'>,
): readonly number[] | undefined {
  if (threshold === undefined) throw new ValueError('spectral bound', 'a system without threshold units', 'one with W');
  const sizes = layerSizes(threshold);
  if (sizes === undefined) {
    checkedBounds(options, neurons);
    return undefined;
  }
  const { low, high, selfWeights, absent } = options;
  if (!(low < 0 && high > 0)) {
    throw new ValueError('spectral bound of layers', `${low} to ${high}`, 'a bound below 0 and one above');
  }
  if (selfWeights !== undefined || absent !== undefined) {
    throw new ValueError('spectral bound of layers', 'self-weights or absent pairs', 'none: layers have neither');
  }
  return sizes;
}
