import { HkmemError, parameterShapes, resolveSystem, type SystemSpec } from '@hkmem/backend';
import { hopfield } from '@hkmem/dynamics';
import { activityFactsOf, checkActivities } from '@hkmem/energy';
import { amplitudePath } from './amplitude-path.ts';
import { dataSize } from './data-sizes.ts';
import { editInSmall } from './edit-in-small.ts';
import { editedPaths } from './edited-paths.ts';
import type { BaseConfig, BiasConfig, EditConfig, GraphConfig, TrainingConfig, Untrained } from './settings.ts';
import { thresholdOf } from './threshold-of.ts';

/** A setting that does not fit the others, the data set or the memory. */
export interface SettingProblem {
  /** Dotted. */
  readonly path: string;
  /** What was got and what is allowed. */
  readonly words: string;
}

/** What of a base memory's settings only fails when the training is under way, as far as that is known before it. */
export function checkBase(config: BaseConfig): readonly SettingProblem[] {
  // Sizes of units do not decide which parameters there are.
  const layers = config.memory.layers?.map((layer) => (typeof layer === 'number' ? 1 : { ...layer, size: 1 }));
  try {
    const { neurons, threshold } = thresholdOf({ ...config.memory, ...(layers && { layers }) }, [1, 1]);
    const spec = hopfield(neurons, threshold);
    return [...checkRest(config, spec), ...checkTraining(config, [...parameterShapes(spec).keys()])];
  } catch (error) {
    if (error instanceof HkmemError) return [{ path: 'memory', words: error.message }];
    throw error;
  }
}

/** As `checkBase`, of an edit of a memory of N neurons. */
export function checkEdit(config: EditConfig | Untrained<EditConfig>, neurons: number): readonly SettingProblem[] {
  const { interaction, memory, held } = config.oscillators;
  const spec = editInSmall({ ...config, learnedStart: !config.task.startsWith('associative-') || held === true });
  const trainable = editedPaths(spec);
  const { classes } = dataSize(config.data);
  const pairs = [
    ['digits', config.digits] as const,
    ...(config.swapped ?? []).map((pair, n) => [`swapped.${n}`, pair] as const),
  ];
  return [
    ...checkGraph(config.graph, neurons),
    ...(held === true ? checkHeld(config) : []),
    ...checkConstruction(config),
    ...pairs.flatMap(([path, digits]) => checkDigits(path, digits, classes)),
    ...(memory !== undefined && amplitudePath(spec) === undefined ? [forgetful(interaction)] : []),
    ...checkBias(config.bias, classes, config.batch),
    ...checkTraining(config, trainable),
    ...unknownPaths('freezeUntil', config.freezeUntil ?? {}, trainable),
  ];
}

/** That a memory at rest can hold pixels, and that its energy will have a floor whatever it learns. */
function checkRest({ rest }: BaseConfig, spec: SystemSpec): SettingProblem[] {
  if (rest === undefined) return [];
  const activations = resolveSystem(spec).layers.map(({ lagrangian }) =>
    lagrangian.kind === 'joint' ? lagrangian.name : lagrangian,
  );
  checkActivities('cue of a memory at rest', activations[0]!, [0, 1]);
  const unbounded = activations.find((activation) => !activityFactsOf(activation).range.every(Number.isFinite));
  if (unbounded === undefined || (rest.spectrum?.high ?? Number.POSITIVE_INFINITY) < 1) return [];
  const name = typeof unbounded === 'string' ? unbounded : unbounded.formula;
  return [
    {
      path: 'memory.activation',
      words:
        `the activity of L = ${name} has no bounds and no rest.spectrum holds the eigenvalues of W below 1, so it need not ` +
        'come to rest; allowed are activities with bounds, such as clip or tanh, or such a spectrum',
    },
  ];
}

function checkConstruction({
  task,
  graph,
  oscillators,
  updates,
}: EditConfig | Untrained<EditConfig>): SettingProblem[] {
  const { construction, memory, held, dimension, interaction } = oscillators;
  const path = 'oscillators.construction';
  if (construction === undefined) {
    return updates > 0
      ? []
      : [{ path: 'updates', words: 'got 0, allowed is a whole number from 1 without a construction' }];
  }
  const associative = task.startsWith('associative-');
  const kind = associative ? 'context' : 'bridged';
  if (graph.kind !== kind) return [{ path, words: `the graph is '${graph.kind}', allowed for '${task}' is '${kind}'` }];
  if (memory === undefined) return [{ path, words: 'without oscillators.memory, which says how strongly it is kept' }];
  if (associative && (held === undefined || construction.drive === undefined)) {
    return [{ path, words: `without oscillators.held or drive, which '${task}' needs` }];
  }
  if (construction.well !== undefined && (!associative || interaction !== 'relu')) {
    const words = `got ${construction.well} for '${task}' with the interaction '${interaction}'`;
    return [{ path: `${path}.well`, words: `${words}, allowed are associative tasks with the interaction 'relu'` }];
  }
  const least = associative ? 5 : 4;
  return dimension >= least ? [] : [{ path, words: `of ${dimension} dimensions, allowed are ${least} or more` }];
}

function checkHeld({ task, rest, oscillators }: EditConfig | Untrained<EditConfig>): SettingProblem[] {
  const words = (got: string, allowed: string): SettingProblem[] => [
    { path: 'oscillators.held', words: `got true, ${got}; allowed is ${allowed}` },
  ];
  if (!task.startsWith('associative-')) return words(`but the task '${task}' shows no paired image`, 'none');
  if (rest === undefined) return words('but the edit is not one at rest', 'none without `rest`');
  return oscillators.rest === undefined
    ? []
    : words('beside `oscillators.rest`, which a learned start replaces', 'one of them');
}

function forgetful(interaction: string): SettingProblem {
  const way = "allowed are interactions with a term 'A * r', A a parameter per edge";
  return { path: 'oscillators.memory', words: `the interaction is '${interaction}', ${way}` };
}

/** Graphs that have no number of neighbours. */
const wholeGraphs: ReadonlySet<GraphConfig['kind']> = new Set(['complete', 'hidden', 'bridged', 'context']);

function checkGraph({ kind, neighbours }: GraphConfig, neurons: number): SettingProblem[] {
  if (wholeGraphs.has(kind) || (neighbours % 2 === 0 && neighbours < neurons)) return [];
  const most = neurons - 1 - ((neurons - 1) % 2);
  return [
    {
      path: 'graph.neighbours',
      words: `got ${neighbours}, allowed is an even number from 2 to ${most}, as the memory has ${neurons} neurons`,
    },
  ];
}

function checkDigits(path: string, digits: readonly [number, number], classes: number): SettingProblem[] {
  if (digits[0] !== digits[1] && digits.every((digit) => digit < classes)) return [];
  return [{ path, words: `got ${digits.join(', ')}, allowed are two different digits from 0 to ${classes - 1}` }];
}

function checkBias(bias: BiasConfig | undefined, classes: number, batch: number): SettingProblem[] {
  if (bias === undefined) return [];
  const { digits, share } = bias;
  const wrong = digits.find((digit) => digit >= classes);
  if (wrong !== undefined) {
    return [{ path: 'bias.digits', words: `got ${wrong}, allowed are digits from 0 to ${classes - 1}` }];
  }
  // As many of each batch as a whole number of images may be.
  const others = batch - Math.round(share * batch);
  if (new Set(digits).size < classes || others === 0) return [];
  return [
    { path: 'bias.digits', words: 'got all digits, of which a share below 1 leaves nothing for the rest of a batch' },
  ];
}

function checkTraining(
  { batch, optimiser, data }: TrainingConfig & Pick<BaseConfig, 'data'>,
  trainable: readonly string[],
): SettingProblem[] {
  const { images } = dataSize(data);
  const size = `got ${batch}, allowed is a whole number from 1 to ${images}, the training images of '${data}'`;
  return [
    ...(batch > images ? [{ path: 'batch', words: size }] : []),
    ...unknownPaths('optimiser.groups', optimiser.groups ?? {}, trainable),
  ];
}

function unknownPaths(path: string, given: object, trainable: readonly string[]): SettingProblem[] {
  return Object.keys(given)
    .filter((name) => !trainable.includes(name))
    .map((name) => ({ path, words: `got '${name}', allowed are ${trainable.join(', ')}` }));
}
