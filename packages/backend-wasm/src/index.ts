export { hasRelaxedSimd, type VariantName, variantNames } from './variant.ts';
export { wasmBackend } from './wasm-backend.ts';
