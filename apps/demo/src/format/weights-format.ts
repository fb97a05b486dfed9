import type { Graph, SystemSpec } from '@hkmem/backend';
import type { SphereStatistics } from '@hkmem/datasets';
import type { FloorView } from './floor-view.ts';

/** How numbers of one array lie in a weights file. */
export type Packing = 'half' | 'symmetric-half' | 'edge-bits';

/** An array of a weights file: where it lies and what it is. */
export interface PackedArray {
  /** Parameter path, or `graph.K`, `graph.HK`. */
  readonly path: string;
  readonly packing: Packing;
  readonly offset: number;
  readonly bytes: number;
}

/** Accuracy of the weights as they ship, on test images. */
export interface ShippedAccuracy {
  readonly value: number;
  readonly images: number;
  /** How the flow was integrated. */
  readonly flow: string;
}

/** What stands beside a weights file, as JSON. */
export interface WeightsManifest {
  readonly formatVersion: 1;
  readonly file: string;
  readonly bytes: number;
  /** Of the file, in hexadecimal. */
  readonly sha256: string;
  /** The system; graphs by name. */
  readonly spec: unknown;
  readonly arrays: readonly PackedArray[];
  /** The configuration of the run that trained it. */
  readonly config: unknown;
  /** SHA-256 of the `weights.safetensors` it was made from. */
  readonly source: string;
  readonly updates: number;
  readonly integration: string;
  readonly accuracy: ShippedAccuracy;
  /** Of an edit: the accuracy of the unedited memory on the edited labels, and what contexts are encoded with. */
  readonly edit?: {
    readonly base: string;
    readonly unedited: ShippedAccuracy;
    readonly statistics: SphereStatistics;
  };
  /** Whether the energy of a memory has a floor, as the packages certify the weights as rounded. */
  readonly certificate?: FloorView;
  /** Of a memory at rest: root mean square of pixels against the clean image at noise 0.3, of the cue and at rest. */
  readonly restored?: { readonly cue: number; readonly rest: number };
}

/** A memory as the site uses it. */
export interface LoadedMemory {
  readonly manifest: WeightsManifest;
  readonly spec: SystemSpec;
  readonly parameters: Readonly<Record<string, Float32Array>>;
}

export type NamedGraphs = Readonly<Partial<Record<string, Graph>>>;
