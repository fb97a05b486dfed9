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

/** How lanes put their numbers together: WGSL's subgroup function, and the same of two numbers. */
const operations = {
  sum: { subgroup: 'subgroupAdd', both: (a: string, b: string) => `${a} + ${b}` },
  maximum: { subgroup: 'subgroupMax', both: (a: string, b: string) => `max(${a}, ${b})` },
} as const;

/**
 * Puts `array[lane]` of all lanes together into `array[0]`, which all lanes may read then: in the order of a binary
 * tree or, with subgroups, each subgroup on its own and then one subgroup after another. All lanes must get here;
 * `lanes` is a power of two.
 */
export function reduceLanes(
  operation: keyof typeof operations,
  array: string,
  lanes: number,
  subgroups: boolean,
): string {
  const { subgroup, both } = operations[operation];
  if (!subgroups) {
    return `for (var stride = ${lanes / 2}u; stride > 0u; stride /= 2u) {
    workgroupBarrier();
    if (lane < stride) { ${array}[lane] = ${both(`${array}[lane]`, `${array}[lane + stride]`)}; }
  }
  workgroupBarrier();`;
  }
  return `{
    let part = ${subgroup}(${array}[lane]);
    workgroupBarrier();
    if (subgroupLane == 0u) { ${array}[subgroupNumber] = part; }
    workgroupBarrier();
    if (lane == 0u) {
      for (var k = 1u; k < subgroupCount; k++) { ${array}[0] = ${both(`${array}[0]`, `${array}[k]`)}; }
    }
  }
  workgroupBarrier();`;
}
