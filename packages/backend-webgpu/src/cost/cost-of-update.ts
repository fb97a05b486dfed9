import { type SystemSpec, ValueError } from '@hkmem/backend';
import { WebgpuEngine } from '../engine/webgpu-engine.ts';
import { CountingDevice } from './counting-device.ts';
import { RungeKuttaUpdate } from './runge-kutta-update.ts';

/** A class of graphics card by its peaks. */
export interface Card {
  /** What to call it in tables. */
  readonly name: string;
  /** Floating-point operations a second. */
  readonly flops: number;
  /** Bytes a second between memory and processor. */
  readonly bytes: number;
}

/** A card of the middle class: 10 TFLOP/s and 400 GB/s. */
export const middleCard: Card = { name: '10 TFLOP/s, 400 GB/s', flops: 10e12, bytes: 400e9 };

/** What the dispatches of one kernel add up to. */
export interface KernelCost {
  /** The kernel. */
  readonly name: string;
  /** How often it runs. */
  readonly dispatches: number;
  /** Floating-point operations. */
  readonly flops: number;
  /** What its buffers give and take, each touched once per dispatch. */
  readonly bytes: number;
  /** What its invocations load, mostly from caches. */
  readonly loadedBytes: number;
  /** Least time on the card: for every dispatch the longer of arithmetic and memory. */
  readonly boundSeconds: number;
}

/** What one training update asks of a GPU: a model made from the commands themselves, not a measurement. */
export interface UpdateCost {
  /** The card of the bound. */
  readonly card: Card;
  /** Dispatches in all. */
  readonly dispatches: number;
  /** Floating-point operations in all. */
  readonly flops: number;
  /** Bytes that buffers give and take if each dispatch touches them once; caches serve what it touches again. */
  readonly bytes: number;
  /** Bytes that invocations load, from memory or caches: what the caches must deliver. */
  readonly loadedBytes: number;
  /** Sent by the host, read back by it, and held on the device. */
  readonly uploadedBytes: number;
  /** Read back by the host. */
  readonly readBytes: number;
  /** Held on the device. */
  readonly heldBytes: number;
  /** Least time on the card, without what a dispatch costs to start. */
  readonly boundSeconds: number;
  /** By kernel, the longest bound first. */
  readonly kernels: readonly KernelCost[];
}

/**
 * Counts one training update: the classical Runge-Kutta method with `evaluations` of the field (four a step), the
 * discrete adjoint, and a Lion step for every trainable parameter (all, if not given). The engine runs on a device that
 * only counts, so the numbers come from the dispatches that a GPU would get.
 * @throws {ValueError} unless `evaluations` is a multiple of 4. Errors of a specification are those of an engine.
 */
export function costOfUpdate(
  spec: SystemSpec,
  batch: number,
  evaluations: number,
  options: { readonly trainable?: readonly string[]; readonly classes?: number; readonly card?: Card } = {},
): UpdateCost {
  if (!Number.isInteger(evaluations / 4) || evaluations < 4) {
    throw new ValueError('field evaluations', evaluations, 'a multiple of 4, as the method has four stages');
  }
  const card = options.card ?? middleCard;
  const device = new CountingDevice();
  const engine = new WebgpuEngine(spec, device);
  const classes = options.classes ?? Math.min(10, spec.neurons - 1);
  const kind = spec.threshold === undefined ? ('reference' as const) : ('threshold' as const);
  const trainable = options.trainable ?? [...engine.shapes.keys()];
  const update = new RungeKuttaUpdate(engine, batch, { steps: evaluations / 4, readout: { kind, classes }, trainable });
  const start = {
    ...(spec.threshold && { x: new Float32Array(batch * spec.neurons) }),
    ...(spec.oscillators && { s: new Float32Array(batch * spec.neurons * spec.oscillators.dimension) }),
  };
  const rule = { kind: 'lion', rate: 1e-4, beta1: 0.9, beta2: 0.99, weightDecay: 0 } as const;
  const labels = new Uint8Array(batch);
  // The first update finds parameters as they were made; from the second on they have changed, as in training.
  void update.run(start, labels, rule);
  device.restart();
  void update.run(start, labels, rule);

  const bounds = new Map<string, number>();
  for (const { kernel, cost } of device.dispatched) {
    const seconds = Math.max(cost.flops / card.flops, (4 * cost.words) / card.bytes);
    bounds.set(kernel.name, (bounds.get(kernel.name) ?? 0) + seconds);
  }
  const kernels = [...device.tallies].map(([name, { dispatches, flops, words, loads }]): KernelCost => {
    const bytes = 4 * words;
    const boundSeconds = bounds.get(name) ?? bytes / card.bytes;
    return { name, dispatches, flops, bytes, loadedBytes: 4 * loads, boundSeconds };
  });
  const total = (of: (cost: KernelCost) => number): number => kernels.reduce((sum, cost) => sum + of(cost), 0);
  return {
    card,
    dispatches: total((cost) => cost.dispatches),
    flops: total((cost) => cost.flops),
    bytes: total((cost) => cost.bytes),
    loadedBytes: total((cost) => cost.loadedBytes),
    uploadedBytes: 4 * device.uploadedWords,
    readBytes: 4 * device.readWords,
    heldBytes: 4 * device.heldWords,
    boundSeconds: total((cost) => cost.boundSeconds),
    kernels: kernels.sort((a, b) => b.boundSeconds - a.boundSeconds),
  };
}
