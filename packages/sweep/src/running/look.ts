import { type Engine, type HostState, largestOf } from '@hkmem/backend';
import { adaptiveSteps, type EnergyPoint, recall, tsit5, withInput } from '@hkmem/dynamics';
import { dataSize, type EvaluationChoice, imagesSize, type Problem } from '@hkmem/experiments';
import type { Samples } from '@hkmem/training';

/** What a training showed its memory when it last looked, and what came back; JSON in `look.json`. */
export interface Look {
  /** Of the training. */
  readonly update: number;
  /** Of an image. */
  readonly height: number;
  /** Of an image. */
  readonly width: number;
  /** One test image of each class: its label, the class answered, and x of the pixel units, as shown and as recalled. */
  readonly images: readonly {
    readonly label: number;
    readonly answer: number;
    readonly shown: readonly number[];
    readonly recalled: readonly number[];
  }[];
  /** Mean energies of these images by term along the flow. */
  readonly energies: { readonly t: readonly number[]; readonly terms: Readonly<Record<string, readonly number[]>> };
}

/**
 * Recalls one test image of each class by the parameters that an engine holds. Undefined where a problem has no pixel
 * units, or holds oscillators at paired images.
 */
export async function lookAt(
  engine: Engine,
  { config, spec, readout, test }: Problem,
  evaluation: EvaluationChoice,
  update: number,
): Promise<Look | undefined> {
  const { neurons, threshold } = spec;
  const { height, width } = imageSize(config.data);
  const pixels = height * width;
  if (threshold === undefined || readout.kind !== 'threshold' || pixels > neurons - readout.classes) return undefined;
  const [first] = test.source.batches(Math.min(200, test.source.count));
  if (first?.x === undefined || first.held !== undefined) return undefined;
  const chosen = oneOfEach(first);
  const { input, labels, batch, ...start } = chosen;
  const driven = input === undefined ? engine : withInput(engine, input, batch);
  try {
    const { rtol, atol, until = config.flow.until } = evaluation;
    const state = await completed(engine, start, batch);
    const { state: end, energies } = await recall(driven, state, {
      solver: tsit5,
      control: adaptiveSteps({ rtol, atol }),
      until,
      renormalise: false,
      steadyBelow: false,
    });
    const rows = (x: ArrayLike<number>): Float64Array[] =>
      Array.from({ length: batch }, (_, b) => Float64Array.from({ length: neurons }, (_, i) => x[b * neurons + i]!));
    // What is shown all the time is seen better than where the flow starts, which may be nothing.
    const cues = rows(input ?? state.x!);
    return {
      update,
      height,
      width,
      images: rows(end.x!).map((row, b) => {
        const outputs = row.subarray(neurons - readout.classes);
        return {
          label: labels[b]!,
          answer: outputs.indexOf(largestOf(outputs)),
          shown: rounded(cues[b]!.subarray(0, pixels)),
          recalled: rounded(row.subarray(0, pixels)),
        };
      }),
      energies: meanEnergies(energies),
    };
  } finally {
    if (driven !== engine) driven.dispose();
  }
}

function imageSize(data: Problem['config']['data']): { readonly height: number; readonly width: number } {
  const side = Math.sqrt(dataSize(data).pixels);
  return imagesSize(data) ?? { height: side, width: side };
}

/** The first sample of each label, by label. */
function oneOfEach(samples: Samples): Samples {
  const places = [...new Set(samples.labels)].sort((a, b) => a - b).map((label) => samples.labels.indexOf(label));
  const pick = (values: Float32Array): Float32Array => {
    const length = values.length / samples.batch;
    const out = new Float32Array(places.length * length);
    places.forEach((from, to) => {
      out.set(values.subarray(from * length, (from + 1) * length), to * length);
    });
    return out;
  };
  const { x, s, input } = samples;
  return {
    ...(x && { x: pick(x) }),
    ...(s && { s: pick(s) }),
    ...(input && { input: pick(input) }),
    labels: Uint8Array.from(places, (place) => samples.labels[place]!),
    batch: places.length,
  };
}

/** A start with the oscillators at the learned start, where samples say nothing of them. */
async function completed(engine: Engine, { x, s }: HostState, batch: number): Promise<HostState> {
  if (s !== undefined || engine.spec.oscillators?.learnedStart !== true) return { ...(x && { x }), ...(s && { s }) };
  const one = await engine.readParameter('start.s');
  const all = new Float32Array(batch * one.length);
  for (let b = 0; b < batch; b++) all.set(one, b * one.length);
  return { ...(x && { x }), s: all };
}

function meanEnergies(points: readonly EnergyPoint[]): Look['energies'] {
  const mean = (values: ArrayLike<number>): number => {
    let sum = 0;
    for (let b = 0; b < values.length; b++) sum += values[b]!;
    return sum / values.length;
  };
  const names = Object.entries(points[0]?.terms ?? {}).flatMap(([name, values]) =>
    values === undefined ? [] : [name],
  );
  const terms = names.map((name) => [
    name,
    points.map(({ terms: at }) => mean(new Map(Object.entries(at)).get(name)!)),
  ]);
  return { t: points.map(({ t }) => t), terms: Object.fromEntries(terms) };
}

/** Three digits are more than a picture shows. */
function rounded(values: Float64Array): number[] {
  return Array.from(values, (value) => Math.round(1000 * value) / 1000);
}
