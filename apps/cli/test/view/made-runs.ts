import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A run folder that is made for a test. */
export interface MadeRun {
  readonly settings?: object;
  /** Losses of updates 1, 2, ... */
  readonly losses?: readonly number[];
  /** Accuracy by update. */
  readonly looks?: Readonly<Record<number, number>>;
  readonly finished?: boolean;
}

/** Writes a run folder of a few files, as a training does. */
export function makeRun(
  root: string,
  name: string,
  { settings = {}, losses = [], looks = {}, finished }: MadeRun,
): string {
  const folder = join(root, name);
  mkdirSync(join(folder, 'figures'), { recursive: true });
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ task: 'base', seed: 1, ...settings }));
  const session = { kind: 'session', time: '2026-01-02T03:04:05Z', from: 0, backend: 'wasm', threads: 2 };
  const lines = losses.flatMap((loss, n) => {
    const update = { kind: 'update', update: n + 1, loss, rate: 1e-3, seconds: 0.5 };
    const accuracy = looks[n + 1];
    return accuracy === undefined ? [update] : [update, { kind: 'accuracy', update: n + 1, accuracy, count: 100 }];
  });
  writeFileSync(join(folder, 'log.jsonl'), [session, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''));
  if (finished) writeFileSync(join(folder, 'weights.safetensors'), '');
  return folder;
}

/** Adds updates to a log, as a training that goes on. */
export function growRun(folder: string, from: number, losses: readonly number[]): void {
  const lines = losses.map((loss, n) =>
    JSON.stringify({ kind: 'update', update: from + n, loss, rate: 1e-3, seconds: 0.5 }),
  );
  appendFileSync(join(folder, 'log.jsonl'), `${lines.join('\n')}\n`);
}

/** A look of two images of 2 x 2 pixels, of which the second is answered wrongly, with energies that fall. */
export const twoImages = {
  update: 2,
  height: 2,
  width: 2,
  images: [
    { label: 0, answer: 0, shown: [1, 0, 0, 0], recalled: [0, 0, 0, 1] },
    { label: 1, answer: 7, shown: [0, 1, 0, 0], recalled: [0, 0.5, 0, 0] },
  ],
  energies: { t: [0, 0.5, 1], terms: { total: [4, 2, 1], hopfield: [3, 1, 0.5] } },
} as const;

/** The smallest PNG: one pixel. */
export const onePixel: Buffer = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
