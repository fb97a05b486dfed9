import { type ArrayFunction, arrayFunction, type PairWords, wordCotangent } from '@hkmem/laws';
import { edges as edgeWords, lanes } from '../../generated/constants.js';
import type { Heap } from '../memory/heap.ts';
import type { ShardSums } from './edge-sums.ts';
import type { ParameterStore } from './parameter-store.ts';
import type { WeightGradient } from './weight-gradient.ts';

/** A parameter that words are made of. */
interface MadeSource {
  readonly symbol: string;
  readonly path: string;
  readonly per: 'edge' | 'weight' | 'one';
}

/** Words of records that are made of several parameters, and how. */
export interface MadeForm {
  readonly words: readonly { readonly symbol: string; readonly place: number }[];
  readonly sources: readonly MadeSource[];
  readonly values: ArrayFunction;
  /** From sources and cotangents of words to those of sources. */
  readonly pullBacks: ArrayFunction;
}

/** Where the edges of a graph lie in memory. */
interface Places {
  readonly edges: number;
  readonly neurons: number;
  readonly records: number;
  readonly recordBytes: number;
  readonly gradientBytes: number;
  /** The caller's number of each edge. */
  readonly numbers: number;
  readonly sources: number;
}

/** The form of words that are made, or undefined if all are parameters as they are; a word's place follows from its order. */
export function madeForm(
  { arena, words, sources, pullBacks }: PairWords,
  pathOf: (source: PairWords['sources'][number]) => string,
): MadeForm | undefined {
  const made = words.flatMap(({ symbol, made: node }, k) =>
    node === undefined ? [] : [{ symbol, node, place: edgeWords.MINUS_A + 4 * k }],
  );
  if (made.length === 0) return undefined;
  return {
    words: made.map(({ symbol, place }) => ({ symbol, place })),
    sources: sources.map((source) => ({
      symbol: source.symbol,
      path: pathOf(source),
      per: source.per as MadeSource['per'],
    })),
    values: arrayFunction(
      arena,
      made.map(({ node }) => node),
    ),
    pullBacks: arrayFunction(arena, pullBacks),
  };
}

/** Edges that are worked on together. */
const chunk = 4096;

/**
 * Makes words of records from parameters, and gradients of parameters from those of words: once for each change of
 * parameters and once for each reading of gradients, so on the host in float64, in the order of edges whatever the threads.
 */
export class MadeWords {
  readonly #heap: Heap;
  readonly #store: ParameterStore;
  readonly #form: MadeForm;
  readonly #places: Places;
  #version = 0;

  constructor(heap: Heap, store: ParameterStore, form: MadeForm, places: Places) {
    this.#heap = heap;
    this.#store = store;
    this.#form = form;
    this.#places = places;
  }

  /** Whether any parameter that words are made of is trainable. */
  get wanted(): boolean {
    return this.#form.sources.some(({ path }) => this.#store.isTrainable(path));
  }

  /** Writes the words into the records if parameters have changed. */
  fill(): void {
    const version = this.#store.version(this.#form.sources.map(({ path }) => path));
    if (version === this.#version) return;
    this.#version = version;
    const { edges, records, recordBytes } = this.#places;
    const stride = recordBytes / 4;
    const target = this.#heap.floats(records, stride * edges);
    const found = this.#form.words.map(() => new Float64Array(chunk));
    const read = this.#reader();
    for (let begin = 0; begin < edges; begin += chunk) {
      const count = Math.min(chunk, edges - begin);
      this.#form.values.run(read(begin, count), found, count);
      this.#form.words.forEach(({ place }, k) => {
        for (let e = 0; e < count; e++) target[stride * (begin + e) + place / 4] = found[k]![e]!;
      });
    }
  }

  /** Adds what the gradients of words give to those of their parameters. */
  reduce(sums: ShardSums, weights: WeightGradient | undefined): void {
    if (!this.wanted) return;
    const { edges, gradientBytes } = this.#places;
    const { words, sources, pullBacks } = this.#form;
    const dense = sources.some(({ per, path }) => per === 'weight' && this.#store.isTrainable(path));
    // Memory may move when it grows, so this comes before all views.
    const dW = dense ? weights!.dense() : 0;
    const stride = sums.stride / 4;
    const shards = this.#heap.floats(sums.open(), stride * sums.shards);
    const cotangents = words.map(() => new Float64Array(chunk));
    const found = sources.map(() => new Float64Array(chunk));
    const inputs = Object.fromEntries(words.map(({ symbol }, k) => [wordCotangent(symbol), cotangents[k]!]));
    const read = this.#reader();
    const targets = sources.map((source) => this.#target(source, dW));
    for (let begin = 0; begin < edges; begin += chunk) {
      const count = Math.min(chunk, edges - begin);
      words.forEach(({ place }, k) => {
        for (let e = 0; e < count; e++) {
          const at = ((begin + e) * gradientBytes) / 4 + (place - edgeWords.MINUS_A) / 4;
          let sum = 0;
          for (let shard = 0; shard < sums.shards; shard++) sum += shards[shard * stride + at]!;
          cotangents[k]![e] = sum;
        }
      });
      const wanted = targets.map((target, k) => (target === undefined ? undefined : found[k]));
      pullBacks.run({ ...read(begin, count), ...inputs }, wanted, count);
      targets.forEach((add, k) => void add?.(begin, found[k]!.subarray(0, count)));
    }
  }

  /** Parameters of a range of edges, in the order of rows. */
  #reader(): (begin: number, count: number) => Readonly<Record<string, Float64Array | number>> {
    const { numbers, ends, neurons } = this.#edges();
    const readers = this.#form.sources.map(({ symbol, path, per }) => {
      const values = this.#store.view(path);
      const buffer = new Float64Array(chunk);
      const valueAt = (e: number): number => {
        if (per === 'edge') return values[numbers[e]!]!;
        const [i, j] = ends(e);
        return (values[i * neurons + j]! + values[j * neurons + i]!) / 2;
      };
      return (begin: number, count: number): readonly [string, Float64Array | number] => {
        if (per === 'one') return [symbol, values[0]!];
        for (let e = 0; e < count; e++) buffer[e] = valueAt(begin + e);
        return [symbol, buffer];
      };
    });
    return (begin, count) => Object.fromEntries(readers.map((reader) => reader(begin, count)));
  }

  /** What adds gradients of a range of edges to those of a parameter; undefined if it is not trainable. */
  #target({ path, per }: MadeSource, dW: number): ((begin: number, values: Float64Array) => void) | undefined {
    if (!this.#store.isTrainable(path)) return undefined;
    const { numbers, ends, neurons } = this.#edges();
    const target = per === 'weight' ? this.#heap.floats(dW, neurons * neurons) : this.#store.gradient(path);
    const placeOf = (e: number): number => {
      if (per === 'edge') return numbers[e]!;
      const [i, j] = ends(e);
      return i * neurons + j;
    };
    if (per !== 'one') {
      return (begin, values) => {
        for (let e = 0; e < values.length; e++) target[placeOf(begin + e)]! += values[e]!;
      };
    }
    const before = target[0]!;
    let total = 0;
    return (_, values) => {
      for (const value of values) total += value;
      target[0] = before + total;
    };
  }

  #edges() {
    const { edges, neurons, records, recordBytes, numbers, sources } = this.#places;
    const stride = recordBytes / 4;
    const smaller = this.#heap.integers(sources, edges);
    const others = this.#heap.integers(records, stride * edges);
    const ends = (e: number): readonly [number, number] => [smaller[e]!, others[stride * e]! / lanes.VECTOR];
    return { numbers: this.#heap.integers(numbers, edges), ends, neurons };
  }
}
