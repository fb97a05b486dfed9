/**
 * A type of WebGPU that the program's libraries declare: the DOM library from TypeScript 6 on, or @webgpu/types. A program
 * without either is not made to have one.
 */
type GpuType<Name extends string> = typeof globalThis extends {
  readonly [K in Name]: { readonly prototype: infer Value };
}
  ? Value
  : object;

/** WebGPU's `GPUDevice`, where it is declared. */
export type GpuDevice = GpuType<'GPUDevice'>;
/** WebGPU's `GPUBuffer`, where it is declared. */
export type GpuBuffer = GpuType<'GPUBuffer'>;
