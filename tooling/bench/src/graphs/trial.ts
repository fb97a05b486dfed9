import { RandomKey } from '@hkmem/backend';
import { wasmBackend } from '@hkmem/backend-wasm';
import { wattsStrogatz } from '@hkmem/coupling';
import { kuramoto } from '@hkmem/dynamics';
import { processorTime } from '../laws/comparison.ts';

/** What the oscillators of one small world take: processor time in milliseconds, peak memory in 10^6 bytes. */
export interface GraphTrial {
  readonly neurons: number;
  readonly edges: number;
  readonly graph: number;
  readonly engine: number;
  /** The first field, for which edges are packed. */
  readonly first: number;
  /** A field after that. */
  readonly field: number;
  readonly megabytes: number;
}

/** Makes one small world of k = 50, p = 0.1, an engine of oscillators of D = 3 on one thread, and fields of four samples. */
export async function graphTrial(neurons: number): Promise<GraphTrial> {
  const backend = await wasmBackend.create({ workers: 1 });
  const key = RandomKey.fromSeed(1);
  const timed = <Made>(work: () => Made): readonly [Made, number] => {
    const start = processorTime();
    const made = work();
    return [made, processorTime() - start];
  };
  const [graph, graphTime] = timed(() => wattsStrogatz({ neurons, neighbours: 50, rewiring: 0.1, key }));
  const spec = kuramoto(neurons, { dimension: 3, graph, interaction: 'relu' });
  const [engine, engineTime] = timed(() => backend.createEngine(spec));
  const [state, out] = [engine.createState(4), engine.createState(4)];
  engine.writeState(state, { s: key.fold('s').normal(4 * neurons * 3) });
  const [, first] = timed(() => engine.field(state, out));
  const fields = 5;
  const [, field] = timed(() => {
    for (let n = 0; n < fields; n++) engine.field(state, out);
  });
  engine.dispose();
  await backend.dispose();
  const edges = graph.sources.length;
  const megabytes = (process.resourceUsage().maxRSS * 1024) / 1e6;
  return { neurons, edges, graph: graphTime, engine: engineTime, first, field: field / fields, megabytes };
}

if (process.argv[1] === import.meta.filename) {
  process.stdout.write(JSON.stringify(await graphTrial(Number(process.argv[2]))));
}
