/** Smallest modules that need a feature of WebAssembly each; an engine without it finds them invalid. */
const probes = {
  /** `i8x16.splat`. */
  simd: '0061736d010000000105016000017b030201000a080106004100fd0f0b',
  /** `i8x16.relaxed_swizzle` of two splats. */
  relaxedSimd: '0061736d010000000105016000017b030201000a0f010d004100fd0f4100fd0ffd80020b',
  /** A shared memory. */
  threads: '0061736d01000000050401030101',
} as const;

/** What an engine of WebAssembly may lack. */
export type WasmFeature = keyof typeof probes;

/** Which of the features that the wasm backend can use this engine has. */
export function wasmFeatures(): Readonly<Record<WasmFeature, boolean>> {
  const has = (name: WasmFeature): boolean => WebAssembly.validate(Buffer.from(probes[name], 'hex'));
  return { simd: has('simd'), relaxedSimd: has('relaxedSimd'), threads: has('threads') };
}
