import { packageRules } from './package-rules.ts';
import { EquivalentRules } from './rule.ts';
import { wasmRules } from './wasm-rules.ts';
import { wgslRules } from './wgsl-rules.ts';

/** All faults that nothing can tell from the code they are in, by rules that are kept by hand. */
export function equivalents(root: string): EquivalentRules {
  return new EquivalentRules(root, [...wasmRules, ...wgslRules, ...packageRules]);
}
