import { type Engine, ShapeError, type StateVector, type SystemSpec, ValueError } from '@hkmem/backend';
import { type HeldEngine, holdOscillators } from '@hkmem/dynamics';

/** Samples with their labels. */
export interface Samples {
  /** Start of the threshold units, [B, N]; absent for a system without them. */
  readonly x?: Float32Array;
  /** Start of the oscillators, [B, N, D]; if absent, every sample starts at the system's learned start. */
  readonly s?: Float32Array;
  /**
   * Where oscillators are held while the flow runs, [B, N, D]: rows of length 1 for those that are, 0 for the others, which
   * start at the learned start. None is held if absent.
   */
  readonly held?: Float32Array;
  /** Input of the threshold units all the time that the flow runs, [B, N]; none if absent. */
  readonly input?: Float32Array;
  /** What the first units are to become, in [0, 1], row by row, [B, pixels]; there where `x` or `input` are damaged. */
  readonly clean?: Float32Array;
  /** The class of each sample, [B]. */
  readonly labels: Uint8Array;
  /** B. */
  readonly batch: number;
}

/** Where batches come from: one split of a task. */
export interface BatchSource {
  /** Number of samples in the split. */
  readonly count: number;
  /** Number of classes. */
  readonly classes: number;
  /**
   * The batch of update `step`, counted from 0, with exactly `batch` samples. A pure function of the source's key and its
   * arguments, so that a resumed run goes on as one that was never interrupted.
   */
  trainingBatch(step: number, batch: number): Samples;
  /** Every sample once, in order, in batches of `batch`, the last one shorter; for evaluation. */
  batches(batch: number): Generator<Samples, void, undefined>;
}

/**
 * Puts a batch into a state as large; s from the batch or, if it has none, from `start.s`, and held oscillators where they
 * are held.
 * @throws {ShapeError | ValueError | NonFiniteError} if the batch does not fit the system, or holds oscillators and
 * nothing is given that holds them, or the other way round.
 */
export function writeBatch(engine: Engine, state: StateVector, samples: Samples, holding?: HeldEngine): void {
  const { spec } = engine;
  const { x, s, held, batch, labels } = samples;
  if ((held === undefined) !== (holding === undefined)) {
    const [got, allowed] = held === undefined ? ['none', 'rows for those'] : ['some', 'none, as nothing holds them'];
    throw new ValueError('held oscillators of a batch', got, allowed, 'Give both `held` or neither.');
  }
  if (batch !== state.batch) throw new ShapeError('batch', batch, state.batch, 'Ask the source for that many samples.');
  if (labels.length !== batch) throw new ShapeError('labels of a batch', labels.length, batch, 'Give one per sample.');
  if (spec.threshold === undefined ? x !== undefined : x === undefined) {
    const [got, allowed] = x === undefined ? ['none', 'x [B, N]'] : ['x [B, N]', 'none'];
    throw new ValueError('x of a batch', got, `${allowed} for this system`, 'Use a source made for this system.');
  }
  if (spec.oscillators === undefined ? s !== undefined : s === undefined && !usesLearnedStart(spec, samples)) {
    const [got, allowed] = s === undefined ? ['none', 's [B, N, D]'] : ['s [B, N, D]', 'none'];
    throw new ValueError('s of a batch', got, `${allowed} for this system`, 'Or give the system a learned start.');
  }
  engine.writeState(state, { ...(x && { x }), ...(s && { s }) });
  if (usesLearnedStart(spec, samples)) engine.broadcastStart(state);
  if (held !== undefined) holding!.place(state, held);
}

/** What holds the oscillators that a batch holds, which are those of its first sample; undefined if it holds none. */
export function holdingOf(engine: Engine, { held }: Samples): HeldEngine | undefined {
  if (held === undefined) return undefined;
  const { neurons, oscillators } = engine.spec;
  const D = oscillators?.dimension ?? 1;
  const units = Uint8Array.from({ length: neurons }, (_, i) =>
    held.subarray(i * D, (i + 1) * D).some((entry) => entry !== 0) ? 1 : 0,
  );
  return holdOscillators(engine, units);
}

/** Whether the oscillators of a batch start at the parameter `start.s`. */
export function usesLearnedStart(spec: SystemSpec, samples: Samples): boolean {
  return samples.s === undefined && spec.oscillators?.learnedStart === true;
}

/** The first `batch` samples of a batch. */
export function firstOf(samples: Samples, batch: number): Samples {
  if (batch >= samples.batch) return samples;
  const part = (values: Float32Array): Float32Array => values.subarray(0, (values.length / samples.batch) * batch);
  const { x, s, held, input, clean, labels } = samples;
  return {
    ...(x && { x: part(x) }),
    ...(s && { s: part(s) }),
    ...(held && { held: part(held) }),
    ...(input && { input: part(input) }),
    ...(clean && { clean: part(clean) }),
    labels: labels.subarray(0, batch),
    batch,
  };
}
