import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { PeerGradients } from '../problem.ts';

/** What a program of a peer can do. */
export interface PeerProgram {
  /** Versions by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** The loss and its gradients with parameters as they stand. */
  gradients(): Promise<PeerGradients>;
  /** One update; done when the promise is. */
  update(): Promise<void>;
}

/** Answers requests, one JSON a line, until the input ends; what protocol.py does for Python. */
export async function serve({ versions, gradients, update }: PeerProgram): Promise<void> {
  const tell = (answer: object): void => void process.stdout.write(`${JSON.stringify(answer)}\n`);
  tell({ versions });
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line) as { readonly command: 'gradients' | 'update'; readonly path: string };
    const start = performance.now();
    if (request.command === 'gradients') writeAnswer(request.path, await gradients());
    else await update();
    tell({ milliseconds: performance.now() - start });
  }
}

function writeAnswer(path: string, { loss, arrays }: PeerGradients): void {
  let offset = 0;
  const entries: Record<string, object> = {};
  const parts: Uint8Array[] = [];
  for (const [name, { shape, values }] of Object.entries(arrays)) {
    entries[name] = { type: 'float32', shape, offset };
    parts.push(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    offset += values.byteLength;
  }
  writeFileSync(`${path}.bin`, Buffer.concat(parts));
  writeFileSync(`${path}.json`, JSON.stringify({ loss, arrays: entries }));
}
