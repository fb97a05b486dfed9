/** What page and worker tell each other. Arrays are flat and row-major. */

import type { FloorView } from '../format/floor-view.ts';
import type { Rounding } from '../format/weights-format.ts';

export type BackendName = 'auto' | 'webgpu' | 'wasm' | 'cpu';

export interface BackendChoice {
  readonly name: BackendName;
  /** URL of the folder with tfjs's .wasm files, ending in a slash. */
  readonly assets: string;
  /** Threads of a worker pool. */
  readonly workers: number;
}

/** The backend in use, and why. */
export interface BackendStatus {
  readonly name: string;
  readonly description: string;
  readonly reason: string;
  readonly rejected: readonly { readonly name: string; readonly reason: string }[];
  /** What was asked for or in use and could not be had. */
  readonly notice?: string;
}

/** Terms of the energy as they enter E, and E; of one sample. */
export interface Energies {
  readonly hopfield?: number;
  readonly kuramoto?: number;
  readonly coupling?: number;
  readonly total: number;
}

/** One moment of a recall of B samples. */
export interface RecallFrame {
  readonly t: number;
  /** [B, N]. */
  readonly x: Float32Array;
  /** [B]. */
  readonly energies: readonly Energies[];
}

export interface RecallRequest {
  /** 784 pixels in [0, 1]. */
  readonly pixels: Float32Array;
  /** T. */
  readonly until: number;
  readonly steps: number;
}

export interface RecallEnd {
  readonly superseded: boolean;
  readonly milliseconds: number;
  readonly evaluations: number;
  readonly backend: string;
}

export interface BindRequest extends RecallRequest {
  /** Intensities in 0 .. 255 of two context images, 784 each. */
  readonly contexts: readonly Uint8Array[];
  /** In place of the learned alpha. */
  readonly alpha: number;
}

/** What the oscillators do to the weights at the end of a recall, for one context. */
export interface Binding {
  /** w_e r_e, [N, N], divided by its largest size and scaled to -127 .. 127. */
  readonly correction: Int8Array;
  /** The largest size of an entry of the correction. */
  readonly largest: number;
  /** The pairs with the largest w_e r_e g_i g_j by size. */
  readonly pairs: readonly BoundPair[];
}

export interface BoundPair {
  readonly i: number;
  readonly j: number;
  /** s_i . s_j. */
  readonly overlap: number;
  /** -w_e r_e g_i g_j, the pair's part of E_HK. */
  readonly energy: number;
}

export interface BindEnd extends RecallEnd {
  /** By context. */
  readonly bindings: readonly Binding[];
}

/** Facts about a memory that the page shows. */
export interface MemoryFacts {
  readonly neurons: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly accuracy: number;
  readonly images: number;
  readonly updates: number;
  readonly config: unknown;
  readonly certificate?: FloorView;
  readonly rounding?: Rounding;
}

export interface EditFacts extends MemoryFacts {
  readonly alpha: number;
  readonly edges: number;
  readonly dimension: number;
  readonly coupling: string;
  readonly interaction: string;
  readonly unedited: number;
}

export interface SynchroniseSettings {
  /** N, a square. */
  readonly neurons: number;
  readonly dimension: number;
  readonly graph: string;
  readonly interaction: 'linear' | 'relu' | 'sigmoid' | 'tanh';
  readonly omega: 'none' | 'global' | 'local';
  readonly pull: string;
  readonly seed: number;
}

/** One moment of a population. */
export interface SynchroniseFrame {
  readonly t: number;
  /** [N, D]. */
  readonly s: Float32Array;
  readonly order: number;
  /** E_K. */
  readonly energy: number;
}

export interface TimingRequest extends RecallRequest {
  /** Of the base memory's manifest. */
  readonly address: string;
  readonly batch: number;
}

export interface TimingReport {
  readonly name: string;
  readonly description: string;
  readonly precision: string;
  readonly milliseconds: readonly number[];
}

/** How a backend met the reference values. */
export interface AgreementReport {
  readonly name: string;
  readonly cases: number;
  readonly passed: number;
  readonly checks: number;
  /** Allowed error of values, relative to the largest entry. */
  readonly allowed: number;
  /** The largest such error of fields, states, energies and losses. */
  readonly largest: number;
  /** The quantity that came nearest to its allowance. */
  readonly worst: string;
}

/** One update of the memory that an edit is made of. */
export interface BaseReport {
  readonly update: number;
  readonly updates: number;
  readonly loss: number;
}

/** One update of a training; accuracy and answers come with some. A number that was there before follows a loss of device. */
export interface TrainingReport extends BaseReport {
  readonly seconds: number;
  readonly backend: string;
  readonly accuracy?: number;
  readonly testLoss?: number;
  /** To the first test images. */
  readonly answers?: readonly number[];
}

/** A training as it stands. */
export interface TrainingView {
  readonly task: string;
  readonly update: number;
  readonly updates: number;
  readonly neurons: number;
  readonly edges: number;
  /** Numbers that are trained. */
  readonly trained: number;
  readonly backend: string;
  /** Intensities of the first test images, 8 x 8. */
  readonly images: readonly Uint8Array[];
  readonly shown: readonly number[];
  readonly wanted: readonly number[];
  readonly answers: readonly number[];
  readonly accuracy: number;
  readonly testLoss: number;
}
