import {
  checkSystemSpec,
  type Graph,
  HkmemError,
  type LayerSpec,
  type SystemSpec,
  sharesGraph,
  shownJson,
} from '@hkmem/backend';
import { type Law, type LawJson, lawFromJson, lawToJson } from '@hkmem/laws';
import { CheckpointError } from './errors.ts';

/** Where a checkpoint keeps a graph. */
export type GraphName = 'graph.K' | 'graph.HK';

/** A name, or a law as JSON. */
type Stored<Given> = Given extends Law ? LawJson : Given;

/** What stands for a part of a system: laws as JSON, the graph by name. */
type StoredPart<Part> = {
  readonly [Field in keyof Part]: Field extends 'graph'
    ? GraphName
    : Field extends 'layers'
      ? readonly (number | StoredLayer)[]
      : Stored<Part[Field]>;
};

/** A layer with a Lagrangian of its own. */
type StoredLayer = { readonly [Field in keyof LayerSpec]: Stored<LayerSpec[Field]> };

/** A system as JSON; graphs are named and kept beside it. */
export type SpecJson = {
  readonly [Part in keyof SystemSpec]: SystemSpec[Part] extends number ? number : StoredPart<SystemSpec[Part]>;
};

/**
 * A system as JSON, with its graphs by name; members have a fixed order. A coupling on the graph of the oscillators
 * shares it.
 */
export function specToJson(spec: SystemSpec): {
  readonly spec: SpecJson;
  readonly graphs: Readonly<Partial<Record<GraphName, Graph>>>;
} {
  const { neurons, threshold, oscillators, coupling } = spec;
  const shared = sharesGraph(spec);
  const json: { -readonly [Part in keyof SpecJson]: SpecJson[Part] } = { neurons };
  if (threshold !== undefined) {
    const { activation, beta, layers } = threshold;
    json.threshold = {
      activation: stored(activation),
      ...(beta !== undefined && { beta }),
      ...(layers && { layers: layers.map(storedLayer) }),
    };
  }
  if (oscillators !== undefined) {
    const { dimension, interaction, hidden, omega, learnedStart } = oscillators;
    const optional = { ...(hidden && { hidden }), ...(learnedStart !== undefined && { learnedStart }) };
    json.oscillators = { dimension, graph: 'graph.K', interaction: stored(interaction), omega, ...optional };
  }
  if (coupling !== undefined) {
    const { kind, kappaH, kappaK } = coupling;
    json.coupling = { kind: stored(kind), graph: shared ? 'graph.K' : 'graph.HK', kappaH, kappaK };
  }
  const graphs = {
    ...(oscillators && { 'graph.K': oscillators.graph }),
    ...(coupling && !shared && { 'graph.HK': coupling.graph }),
  };
  return { spec: json, graphs };
}

/** A system from JSON that may come from anyone. @throws {CheckpointError} naming the first thing that does not fit. */
export function specFromJson(json: unknown, graphs: Readonly<Partial<Record<string, Graph>>>): SystemSpec {
  const { neurons, threshold, oscillators, coupling } = object('system', json);
  const graphOf = (part: string, name: unknown): Graph => {
    const graph = typeof name === 'string' && Object.hasOwn(graphs, name) ? graphs[name] : undefined;
    if (graph === undefined) throw new CheckpointError(`the graph of ${part}, ${shownJson(name)}, is not there.`);
    return graph;
  };
  const spec: Record<string, unknown> = { neurons };
  if (threshold !== undefined) {
    const { activation, beta, layers } = object('threshold units', threshold);
    spec['threshold'] = {
      activation: restored('activation', activation),
      ...(beta !== undefined && { beta: inverseTemperature(beta) }),
      ...(layers !== undefined && { layers: restoredLayers(layers) }),
    };
  }
  if (oscillators !== undefined) {
    const { dimension, graph, interaction, hidden, omega, learnedStart } = object('oscillators', oscillators);
    if (learnedStart !== undefined && typeof learnedStart !== 'boolean') {
      throw new CheckpointError(`learnedStart is ${shownJson(learnedStart)}, allowed are true and false.`);
    }
    spec['oscillators'] = {
      dimension,
      graph: graphOf('the oscillators', graph),
      interaction: restored('interaction', interaction),
      omega,
      ...(hidden !== undefined && { hidden: sizes('hidden', hidden) }),
      ...(learnedStart !== undefined && { learnedStart }),
    };
  }
  if (coupling !== undefined) {
    const { kind, graph, kappaH, kappaK } = object('coupling', coupling);
    if (!Number.isFinite(kappaH) || !Number.isFinite(kappaK)) {
      throw new CheckpointError(`kappaH and kappaK are ${shownJson([kappaH, kappaK])}, allowed are numbers.`);
    }
    spec['coupling'] = { kind: restored('coupling', kind), graph: graphOf('the coupling', graph), kappaH, kappaK };
  }
  return checkedSpec(spec as unknown as SystemSpec);
}

function storedLayer(layer: number | LayerSpec): number | StoredLayer {
  if (typeof layer === 'number') return layer;
  const { size, activation, beta } = layer;
  return { size, ...(activation && { activation: stored(activation) }), ...(beta !== undefined && { beta }) };
}

/** Layers as they are stored; sizes and names are for `checkSystemSpec` to look at. */
function restoredLayers(json: unknown): readonly unknown[] {
  if (!Array.isArray(json)) {
    throw new CheckpointError(`layers should be a list of whole numbers or layers, got ${shownJson(json)}.`);
  }
  return json.map((layer) => {
    if (Number.isSafeInteger(layer)) return layer;
    const { size, activation, beta, ...other } = object('layer', layer);
    const [stray] = Object.keys(other);
    if (stray !== undefined)
      throw new CheckpointError(`a layer has '${stray}', allowed are size, activation and beta.`);
    return {
      size,
      ...(activation !== undefined && { activation: restored('activation', activation) }),
      ...(beta !== undefined && { beta: inverseTemperature(beta) }),
    };
  });
}

/** A number, a name, or a role, whose numbers are copied one by one. */
function inverseTemperature(json: unknown): unknown {
  if (typeof json !== 'object' || json === null) return json;
  const { per, start, decays } = object('inverse temperature', json);
  return { per, ...(start !== undefined && { start }), ...(decays !== undefined && { decays }) };
}

function stored<Name extends string>(given: Name | Law): Name | LawJson {
  return typeof given === 'object' ? lawToJson(given) : given;
}

/** A law, where an object stands for one; anything else as it is, for `checkSystemSpec` to look at. */
function restored(what: string, json: unknown): unknown {
  if (typeof json !== 'object' || json === null) return json;
  try {
    return lawFromJson(json);
  } catch (error) {
    if (!(error instanceof HkmemError)) throw error;
    throw new CheckpointError(`its ${what} is no law. ${error.message}`, { cause: error });
  }
}

/** @throws {CheckpointError} with what `checkSystemSpec` found. */
export function checkedSpec(spec: SystemSpec): SystemSpec {
  try {
    checkSystemSpec(spec);
  } catch (error) {
    if (!(error instanceof HkmemError)) throw error;
    throw new CheckpointError(`its system does not hold together. ${error.message}`, { cause: error });
  }
  return spec;
}

function object(what: string, value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new CheckpointError(`its ${what} should be an object, got ${shownJson(value)}.`);
}

function sizes(what: string, value: unknown): readonly number[] {
  if (Array.isArray(value) && value.every((entry) => Number.isSafeInteger(entry))) return value as number[];
  throw new CheckpointError(`${what} should be a list of whole numbers, got ${shownJson(value)}.`);
}
