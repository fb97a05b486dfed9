import { freemem } from 'node:os';
import { RandomKey } from '@hkmem/backend';
import { costOfUpdate, type UpdateCost, type WebgpuBackend } from '@hkmem/backend-webgpu';
import { summarise } from '@hkmem/bench/measure/statistics';
import { coupledFieldOperations, productOperations } from '@hkmem/bench/problem/operations';
import type { Sizes } from '@hkmem/bench/problem/sizes';
import type { Subject } from '@hkmem/bench/problem/subjects';
import { coupledProblem, editedParameters, hopfieldProblem } from '@hkmem/bench/problem/systems';
import { recallRows } from '@hkmem/bench/rows/recall';
import type { Prepared } from '@hkmem/bench/rows/row';
import { updateRows } from '@hkmem/bench/rows/updates';
import { glyphs } from '@hkmem/datasets';
import { digits } from '../data/weights.ts';
import type { Peaks } from '../run/finding.ts';
import type { PartContext } from '../run/part.ts';
import { startWebgpu } from './backends.ts';
import { type RowTask, titleOf } from './rows.ts';

const evaluations = 24;

/** Measures the update and the recall of one system at one batch. */
export async function runRow(context: PartContext, task: RowTask): Promise<void> {
  const { kind, neurons, batch } = task;
  const sizes: Sizes = { neurons, batch, dimension: 6, neighbours: neurons < 200 ? 6 : 150 };
  const cost = costOf(task, sizes, context.peaks);
  const backend = await startWebgpu(context);
  const held = cost.heldBytes;
  // A software device takes the memory of the machine, which would end more than this row.
  if (backend.software && held > freemem() / 2) {
    const text = `it would hold ${gigabytes(held)}, and half of ${gigabytes(freemem())} may be used`;
    context.report({ what: titleOf(task), result: 'not run', text });
    return backend.dispose();
  }
  const subject: Subject = { id: 'webgpu', arithmetic: 'plain', threads: 1, backend };
  const set =
    neurons < 800
      ? glyphs({ count: 100, random: RandomKey.fromSeed(1).stream() }).train
      : digits(context.assets, Math.max(batch, 100));
  const data = { set, description: 'digits' };
  const update = updateRows(subject, sizes, data).find(({ id }) => id === `${kind}-update-${evaluations}`)!;
  const recall = recallRows(subject, sizes, data, batch).find(({ id }) => id === `recall-${kind}`)!;
  for (const [what, row] of [
    ['recall', recall],
    ['update', update],
  ] as const) {
    const title = `${what}: ${titleOf(task)}`;
    const prepared = await row.prepare();
    const timed = await timesOf(context, backend, prepared, what === 'recall' ? 0.4 : 1);
    const operations = what === 'update' ? cost.flops : recallOperations(task, sizes);
    const { median, least, count } = summarise(timed.samples);
    const model = what === 'update' ? modelValues(cost, median, context.peaks) : {};
    context.report({
      what: title,
      result: 'measured',
      values: {
        'median ms': median,
        'least ms': least,
        samples: count,
        'first s': timed.first / 1000,
        dispatches: timed.dispatches,
        'dispatches/s': (1000 * timed.dispatches) / median,
        'GFLOP/s': operations / median / 1e6,
        ...model,
      },
    });
    await prepared.dispose?.();
  }
  await backend.dispose();
}

function costOf({ kind }: RowTask, sizes: Sizes, peaks: Peaks | undefined): UpdateCost {
  const { spec } = kind === 'hopfield' ? hopfieldProblem(sizes) : coupledProblem(sizes);
  const trainable = kind === 'hopfield' ? ['hopfield.weights', 'hopfield.bias'] : [...editedParameters];
  const card = peaks === undefined ? {} : { card: { name: 'this card', ...peaks } };
  const most = 1000;
  if (sizes.batch <= most) return costOfUpdate(spec, sizes.batch, evaluations, { trainable, ...card });
  // Work grows evenly with the batch; the model would hold a whole batch on the host.
  const [half, whole] = [most / 2, most].map((batch) => costOfUpdate(spec, batch, evaluations, { trainable, ...card }));
  const steps = (sizes.batch - most) / (most / 2);
  const further = (name: 'flops' | 'bytes' | 'heldBytes' | 'boundSeconds'): number =>
    whole![name] + steps * (whole![name] - half![name]);
  return {
    ...whole!,
    flops: further('flops'),
    bytes: further('bytes'),
    heldBytes: further('heldBytes'),
    boundSeconds: further('boundSeconds'),
  };
}

function recallOperations({ kind }: RowTask, sizes: Sizes): number {
  return evaluations * (kind === 'hopfield' ? productOperations(sizes) : coupledFieldOperations(sizes));
}

function modelValues(cost: UpdateCost, median: number, peaks: Peaks | undefined): Record<string, number | string> {
  return {
    'of the model': cost.dispatches,
    'GB moved': cost.bytes / 1e9,
    'GB/s': cost.bytes / median / 1e6,
    'GB held': cost.heldBytes / 1e9,
    ...(peaks !== undefined && {
      'bound ms': 1000 * cost.boundSeconds,
      'of the bound': `${((1e5 * cost.boundSeconds) / median).toFixed(1)} %`,
    }),
  };
}

/** One run with its compiling, then one that is not counted, then up to 20 while a share of the time lasts. */
async function timesOf(
  { remaining, short }: PartContext,
  backend: WebgpuBackend,
  prepared: Prepared,
  share: number,
): Promise<{ readonly samples: readonly number[]; readonly first: number; readonly dispatches: number }> {
  const end = remaining() * (1 - 0.8 * share);
  const once = async (): Promise<number> => {
    const start = performance.now();
    await prepared.run();
    await backend.finish();
    return performance.now() - start;
  };
  const first = await once();
  const before = backend.counts.dispatches;
  const warm = await once();
  const dispatches = backend.counts.dispatches - before;
  const samples: number[] = [];
  while (samples.length < (short ? 3 : 20) && remaining() - warm > end) samples.push(await once());
  return { samples: samples.length > 0 ? samples : [warm], first, dispatches };
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
