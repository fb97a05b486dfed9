import { UnknownNameError, ValueError } from '@hkmem/backend';

/** Instruction sets the kernels are built for. */
export const variantNames = ['relaxed', 'plain'] as const;
/** A name of such an instruction set. */
export type VariantName = (typeof variantNames)[number];

/** A function of one relaxed multiply-add: valid only where the engine knows relaxed SIMD. */
const relaxedProbe: Uint8Array<ArrayBuffer> = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0],
  ...[65, 0, 253, 17, 65, 0, 253, 17, 65, 0, 253, 17, 253, 133, 2, 11],
);

/** Whether this JavaScript engine runs relaxed SIMD. */
export function hasRelaxedSimd(): boolean {
  return WebAssembly.validate(relaxedProbe);
}

/**
 * The variant asked for, or the fastest there is.
 * @throws {UnknownNameError | ValueError} for a name that is not a variant, or one this engine cannot run.
 */
export function chooseVariant(asked: string | undefined): VariantName {
  if (asked === undefined) return hasRelaxedSimd() ? 'relaxed' : 'plain';
  const found = variantNames.find((name) => name === asked);
  if (found === undefined) throw new UnknownNameError('variant of the wasm backend', asked, variantNames);
  if (found === 'relaxed' && !hasRelaxedSimd()) {
    throw new ValueError('variant', asked, "'plain' here", 'This JavaScript engine has no relaxed SIMD.');
  }
  return found;
}

/** A compiled binary, and what it is compiled for. */
export interface CompiledKernels {
  readonly module: WebAssembly.Module;
  readonly relaxed: boolean;
  readonly shared: boolean;
}

/** Compiles a binary for unshared or shared memory. */
export async function compileVariant(name: VariantName, shared: boolean): Promise<CompiledKernels> {
  const { default: base64 } = await (shared
    ? name === 'plain'
      ? import('../generated/plain-shared.js')
      : import('../generated/relaxed-shared.js')
    : name === 'plain'
      ? import('../generated/plain.js')
      : import('../generated/relaxed.js'));
  const binary = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return { module: await WebAssembly.compile(binary), relaxed: name === 'relaxed', shared };
}
