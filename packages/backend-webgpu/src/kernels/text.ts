/** Lines of WGSL, one per entry from 0 to `count` - 1, for loops that must be unrolled so that arrays stay in registers. */
export function each(count: number, line: (d: number) => string): string {
  return Array.from({ length: count }, (_, d) => line(d)).join('\n');
}

/** A sum of terms, one per entry from 0 to `count` - 1. */
export function sumOf(count: number, term: (d: number) => string): string {
  return Array.from({ length: count }, (_, d) => term(d)).join(' + ');
}

/** Invocations of a workgroup where nothing asks for another number. */
export const workgroupSize = 128;

/** Lanes of a workgroup that shares sums. */
export const reductionLanes = 64;

/**
 * Adds up `array[lane]` over all lanes into `array[0]` in the order of a binary tree. All lanes must get here; `lanes`
 * is a power of two.
 */
export function treeSum(array: string, lanes: number): string {
  return `for (var stride = ${lanes / 2}u; stride > 0u; stride /= 2u) {
    workgroupBarrier();
    if (lane < stride) { ${array}[lane] += ${array}[lane + stride]; }
  }
  workgroupBarrier();`;
}
