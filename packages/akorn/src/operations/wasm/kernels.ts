/** A kernel: pointers and numbers in, results in memory. */
type Kernel = (...parameters: number[]) => void;

/** What the binary exports; parameters as in `assembly`. */
export interface Kernels {
  readonly product: Kernel;
  readonly attention: Kernel;
  readonly attentionVjp: Kernel;
  readonly turn: Kernel;
  readonly turnMatricesVjp: Kernel;
  readonly step: Kernel;
  readonly stepVjp: Kernel;
  readonly sumRows: Kernel;
  readonly patches: Kernel;
  readonly patchesVjp: Kernel;
}

/** Instruction sets the kernels are built for, the faster one first. */
export const variants = ['relaxed', 'plain'] as const;
/** A name of such an instruction set. */
export type Variant = (typeof variants)[number];

/** The kernels on a memory, in the first of these variants that the JavaScript engine can run. */
export async function loadKernels(memory: WebAssembly.Memory, tried: readonly Variant[] = variants): Promise<Kernels> {
  for (const variant of tried) {
    const { default: base64 } = await (variant === 'plain'
      ? import('../../../generated/plain.js')
      : import('../../../generated/relaxed.js'));
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    if (!WebAssembly.validate(bytes)) continue;
    const { instance } = await WebAssembly.instantiate(bytes, { env: { memory } });
    return instance.exports as unknown as Kernels;
  }
  throw new WebAssembly.CompileError('this JavaScript engine has no SIMD for WebAssembly.');
}
