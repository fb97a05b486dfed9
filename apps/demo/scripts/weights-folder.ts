import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Checkpoint } from '@hkmem/training';
import type { LoadedMemory, ShippedAccuracy, WeightsManifest } from '../src/format/weights-format.ts';
import type { PackedMemory } from '../src/lib/pack-memory.ts';
import { unpackMemory } from '../src/worker/load-memory.ts';

/** A folder of weights as the site ships them: files of bytes, and a manifest in JSON beside each. */
export class WeightsFolder {
  readonly path: string;

  /** Makes the folder if it is not there. */
  constructor(path: string) {
    this.path = path;
    mkdirSync(path, { recursive: true });
  }

  manifest(name: string): WeightsManifest {
    return JSON.parse(readFileSync(join(this.path, `${name}.json`), 'utf8')) as WeightsManifest;
  }

  /** Weights as they ship. */
  load(name: string): LoadedMemory {
    return unpackMemory(this.manifest(name), gunzipSync(this.bytes(name)));
  }

  /** The bytes of a file. */
  bytes(name: string): Uint8Array {
    return readFileSync(join(this.path, `${name}.bin`));
  }

  /** How many bytes of weights there are of these names. */
  size(names: readonly string[]): number {
    return names.reduce((sum, name) => sum + statSync(join(this.path, `${name}.bin`)).size, 0);
  }

  /** Compresses and writes weights, and their manifest with what the file takes. */
  write(manifest: WeightsManifest, unpacked: Uint8Array): void {
    const bytes = this.writeBytes(manifest.file, unpacked);
    this.writeJson(manifest.file, { ...manifest, bytes: bytes.length, sha256: sha256(bytes) });
  }

  /** Compresses and writes a file; returns what is in it. */
  writeBytes(file: string, unpacked: Uint8Array): Uint8Array {
    const bytes = gzipSync(unpacked, { level: 9 });
    writeFileSync(join(this.path, file), bytes);
    return bytes;
  }

  /** Writes what stands beside a file. */
  writeJson(file: string, value: unknown): void {
    writeFileSync(join(this.path, file.replace('.bin', '.json')), `${JSON.stringify(value, undefined, 1)}\n`);
  }
}

/** The manifest of a checkpoint that was packed, without what is measured of it. */
export function draftOf(
  { config, update: updates, integration }: Checkpoint,
  source: string,
  file: string,
  { spec, arrays }: PackedMemory,
): WeightsManifest {
  // What the file takes is known once it is written.
  const head = { formatVersion: 2, file, bytes: 0, sha256: '', spec, arrays, config, source } as const;
  return { ...head, updates, integration, accuracy: unmeasured };
}

const unmeasured: ShippedAccuracy = { value: Number.NaN, images: 0, flow: '' };

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
