import type { Graph, SystemSpec } from '@hkmem/backend';
import type { SphereStatistics } from '@hkmem/datasets';
import type { FloorView } from './floor-view.ts';

/** How numbers of one array lie in a weights file: as levels, a byte each, or a graph as one bit a pair. */
export type Packing = 'levels' | 'symmetric-levels' | 'edge-bits';

/** An array of a weights file, which is gzip: where it lies once unpacked, and what it is. */
export interface PackedArray {
  /** Parameter path, or `graph.K`, `graph.HK`. */
  readonly path: string;
  readonly packing: Packing;
  /** What a level is worth. */
  readonly scale?: number;
  readonly offset: number;
  readonly bytes: number;
}

/** Accuracy on test images: of the weights as they were trained; of the memory at rest, as they ship. */
export interface ShippedAccuracy {
  readonly value: number;
  readonly images: number;
  /** How the flow was integrated. */
  readonly flow: string;
}

/** What rounding weights to levels did to a memory, or to an edit of one that is rounded, too. */
export interface Rounding {
  /** Training images that were held out: how many, how many were right before and after, and how many answers changed. */
  readonly images: number;
  readonly right: { readonly before: number; readonly after: number };
  readonly changed: number;
  /** Answers to the digits that the site shows, before, and how many of them changed. */
  readonly digits: readonly number[];
  readonly digitsChanged: number;
}

/** How edits beside each other answer held-out images, by how far they are disturbed, in their own size. */
export interface JudgedEdit {
  readonly images: number;
  readonly rows: readonly {
    readonly disturbed: number;
    /** Images that are answered as the rule asks. */
    readonly right: { readonly unedited: number; readonly oscillators: number; readonly lora: number };
  }[];
}

/** What stands beside a weights file, as JSON. */
export interface WeightsManifest {
  readonly formatVersion: 2;
  readonly file: string;
  /** Of the file as it travels. */
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
  /** What ships against what was trained. */
  readonly rounding?: Rounding;
  /** Of an edit: the accuracy of the unedited memory on the edited labels, and what contexts are encoded with. */
  readonly edit?: {
    readonly base: string;
    readonly unedited: ShippedAccuracy;
    readonly statistics: SphereStatistics;
  };
  /** Of the edits at rest. */
  readonly judged?: JudgedEdit;
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
