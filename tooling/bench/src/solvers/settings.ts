/** What the solver study does; the same settings give the same rows. */
export interface StudySettings {
  /** N; MNIST's images are used from 794 on, drawn digits below. */
  readonly neurons: number;
  /** k of the edit's small world. */
  readonly neighbours: number;
  /** D of the edit. */
  readonly dimension: number;
  /** B of the base memory and of the edit. */
  readonly batches: { readonly base: number; readonly edit: number };
  /** Updates of the memory whose gradients are compared, and of the edit of it. */
  readonly memoryUpdates: { readonly base: number; readonly edit: number };
  /** Updates of the trainings whose accuracies are compared. */
  readonly trainingUpdates: { readonly base: number; readonly edit: number };
  /** Test images of accuracies. */
  readonly images: number;
  /** Test images over which class outputs are compared. */
  readonly outputImages: number;
  /** Test images of the comparison of adaptive steps. */
  readonly adaptiveImages: number;
  /** Relative tolerance of the fine integration; the absolute one is a thousandth of it. */
  readonly fine: number;
  /** Jitter of steps where they are jittered. */
  readonly jitter: number;
  readonly seed: number;
}

/** At the size of arXiv 2505.03648, with the batches and updates of the quick profile of `hkmem start`. */
export const studyDefaults: StudySettings = {
  neurons: 894,
  neighbours: 150,
  dimension: 6,
  batches: { base: 100, edit: 48 },
  memoryUpdates: { base: 1500, edit: 60 },
  trainingUpdates: { base: 400, edit: 120 },
  images: 2000,
  outputImages: 1000,
  adaptiveImages: 200,
  fine: 1e-5,
  jitter: 0.7,
  seed: 1,
};

/** The two systems of the study. */
export const taskNames = ['base', 'edit'] as const;
export type TaskName = (typeof taskNames)[number];

/** Parts of the study. */
export const partNames = ['gradients', 'times', 'adaptive', 'accuracy'] as const;
export type PartName = (typeof partNames)[number];
