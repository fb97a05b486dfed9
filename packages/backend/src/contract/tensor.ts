declare global {
  /**
   * The types of tfjs that a program knows. Empty, until `@hkmem/backend/tf` is imported, which brings those of tfjs-core: who
   * uses no tensors does not have them checked.
   */
  interface HkmemTfjsTypes {}
}

type TfjsType<Name extends string, Plain> = HkmemTfjsTypes extends { readonly [K in Name]: infer Known }
  ? Known
  : Plain;

/** What of a tensor is needed of tfjs's, and can be said without its declarations. */
interface PlainTensor {
  readonly dataId: object;
  readonly shape: number[];
  readonly dtype: string;
  readonly size: number;
  readonly rank: number;
  dataSync(): ArrayLike<number>;
  data(): Promise<ArrayLike<number>>;
  dispose(): void;
}

/** What of an `IOHandler` can be said without tfjs's declarations. */
interface PlainHandler<Artifacts, Result> {
  save?: (artifacts: Artifacts) => Promise<Result>;
  load?: () => Promise<Artifacts>;
}

/** What of model artifacts can be said without tfjs's declarations. */
interface PlainArtifacts {
  format?: string;
  generatedBy?: string;
  weightSpecs?: { name: string; shape: number[]; dtype: string }[];
  weightData?: ArrayBuffer | ArrayBuffer[];
  userDefinedMetadata?: { [key: string]: unknown };
}

/** What of a save's result can be said without tfjs's declarations. */
interface PlainSaved {
  modelArtifactsInfo: { dateSaved: Date; weightDataBytes?: number };
}

/** A tensor of tfjs: its `Tensor` where `@hkmem/backend/tf` is imported, else what of it this package needs. */
export type Tensor = TfjsType<'tensor', PlainTensor>;
/** Weights with their specifications: tfjs's `io.ModelArtifacts`, as {@link Tensor} is its tensor. */
export type TensorArtifacts = TfjsType<'artifacts', PlainArtifacts>;
/** What saving gave: tfjs's `io.SaveResult`, as {@link Tensor} is its tensor. */
export type SavedTensors = TfjsType<'saved', PlainSaved>;
/** What saves and loads weights: tfjs's `io.IOHandler`, as {@link Tensor} is its tensor. */
export type TensorHandler = TfjsType<'handler', PlainHandler<PlainArtifacts, PlainSaved>>;
