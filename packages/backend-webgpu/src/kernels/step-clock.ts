import { defineKernel, flatIndex, type Kernel } from '../device/kernel.ts';
import { finiteness } from './measures.ts';
import { each, reduceLanes, reductionLanes, workgroupSize } from './text.ts';

/** Words of a clock's buffer; a record of each try since the last read follows. */
export const clockWords = {
  /** Size being tried, f32. */
  size: 0,
  /** Time spent, in units of until / 2^30 and of until / 2^60, so that no step is lost in rounding. */
  spentHigh: 1,
  spentLow: 2,
  /** Error ratio of the last accepted step, f32. */
  previous: 3,
  /** Whether the last try was accepted. */
  accepted: 4,
  status: 5,
  /** Tries recorded. */
  count: 6,
  /** Whether the size being tried ends the flow. */
  last: 7,
  records: 8,
} as const;

/** Words of a record: size tried, error ratio and next size are f32. */
export const recordWords = { size: 0, ratio: 1, accepted: 2, next: 3 } as const;
export const recordLength = 4;

/** Statuses in the order of their numbers in the buffer. */
export const clockStatuses = ['going-on', 'reached-end', 'too-small'] as const;

/** Part of the whole time that is too short for a step of its own: a few roundings of a number near 1. */
export const negligible: number = 2 ** -22;

/**
 * Takes the largest of the batch's sums of squared error ratios, decides, and sets the next size; `StepRule` of
 * packages/backend says how. One workgroup. Times are whole numbers, which no compiler rounds or reorders.
 */
export function decideKernel(subgroups: boolean): Kernel {
  const L = reductionLanes;
  const { size, spentHigh, spentLow, previous, accepted, status, count, last, records } = clockWords;
  const statusOf = (name: (typeof clockStatuses)[number]): string => `${clockStatuses.indexOf(name)}u`;
  return defineKernel({
    name: 'decide',
    storage: { sums: 'u32', clock: 'u32 write' },
    fields: {
      batch: 'u32',
      rows: 'f32',
      capacity: 'u32',
      until: 'f32',
      minimumStep: 'f32',
      ratioPower: 'f32',
      previousPower: 'f32',
      safety: 'f32',
      smallestFactor: 'f32',
      largestFactor: 'f32',
    },
    workgroup: L,
    subgroups,
    declarations: `${finiteness}
var<workgroup> largest: array<u32, ${L}>;
fn powerOf(base: f32, exponent: f32) -> f32 {
  if (exponent == 0.0) { return 1.0; }
  if (base == 0.0) { return 0.0; }
  return pow(base, exponent);
}
fn factorOf(ratio: f32) -> f32 {
  if (ratio == 0.0) { return given.largestFactor; }
  let factor = given.safety * powerOf(ratio, given.ratioPower)
    * powerOf(bitcast<f32>(clock[${previous}]), given.previousPower);
  return clamp(factor, given.smallestFactor, given.largestFactor);
}
fn spend(h: f32) {
  let share = clamp(h / given.until, 0.0, 1.0) * 0x1p30;
  let high = u32(share);
  let low = clock[${spentLow}] + u32((share - f32(high)) * 0x1p30);
  clock[${spentLow}] = low & 0x3fffffffu;
  clock[${spentHigh}] += high + (low >> 30u);
}
fn cut(h: f32) {
  let low = clock[${spentLow}];
  let high = 0x40000000u - clock[${spentHigh}] - select(0u, 1u, low > 0u);
  let left = f32(high) * 0x1p-30 + f32((0x40000000u - low) & 0x3fffffffu) * 0x1p-60;
  let ends = h / given.until >= left - ${negligible};
  clock[${last}] = select(0u, 1u, ends);
  clock[${size}] = bitcast<u32>(select(h, left * given.until, ends));
}`,
    // Sums are not negative, so their bit patterns are in the order of the numbers, with what is not finite above all.
    body: `
  var most = 0u;
  for (var b = lane; b < given.batch; b += ${L}u) { most = max(most, sums[b]); }
  largest[lane] = most;
  ${reduceLanes('maximum', 'largest', L, subgroups)}
  if (lane == 0u) {
    clock[${accepted}] = 0u;
    if (clock[${status}] == ${statusOf('going-on')}) {
      let bad = isBad(largest[0]);
      let sum = bitcast<f32>(select(largest[0], 0u, bad));
      let ratio = sqrt(sum / given.rows);
      let taken = !bad && sum <= given.rows;
      var factor = given.smallestFactor;
      if (!bad) { factor = factorOf(ratio); }
      let h = bitcast<f32>(clock[${size}]);
      if (taken) {
        clock[${accepted}] = 1u;
        clock[${previous}] = bitcast<u32>(ratio);
        if (clock[${last}] == 1u) {
          clock[${status}] = ${statusOf('reached-end')};
          clock[${size}] = 0u;
        } else {
          spend(h);
          cut(h * factor);
        }
      } else {
        let next = h * min(factor, 1.0);
        if (next < given.minimumStep) { clock[${status}] = ${statusOf('too-small')}; }
        cut(next);
      }
      let at = ${records}u + min(clock[${count}], given.capacity - 1u) * ${recordLength}u;
      clock[at + ${recordWords.size}] = bitcast<u32>(h);
      clock[at + ${recordWords.ratio}] = select(bitcast<u32>(ratio), 0x7fc00000u, bad);
      clock[at + ${recordWords.accepted}] = clock[${accepted}];
      clock[at + ${recordWords.next}] = clock[${size}];
      clock[${count}]++;
    }
  }`,
  });
}

/** out = what is there already (`own`), `base`, or nothing, + h times the sum of coefficients times states. */
export function clockedCombineKernel(terms: number, onto: 'own' | 'base' | 'nothing'): Kernel {
  const numbers = Array.from({ length: terms }, (_, k) => k);
  const first = { own: 'out[index]', base: 'base[index]', nothing: 'vec4f()' }[onto];
  return defineKernel({
    name: `combine ${terms} by the clock onto ${onto}`,
    storage: {
      clock: 'u32',
      ...(onto === 'base' ? { base: 'vec4f' as const } : {}),
      ...Object.fromEntries(numbers.map((k) => [`term${k}`, 'vec4f' as const])),
      out: 'vec4f write',
    },
    fields: { count: 'u32', ...Object.fromEntries(numbers.map((k) => [`coefficient${k}`, 'f32' as const])) },
    workgroup: workgroupSize,
    body: `${flatIndex(workgroupSize)}
  var sum = vec4f();
  ${each(terms, (k) => `sum += given.coefficient${k} * term${k}[index];`)}
  out[index] = ${first} + bitcast<f32>(clock[${clockWords.size}]) * sum;`,
  });
}

/** to = from if the last try was accepted. */
export function keepKernel(): Kernel {
  return defineKernel({
    name: 'keep',
    storage: { clock: 'u32', source: 'vec4f', into: 'vec4f write' },
    fields: { count: 'u32' },
    workgroup: workgroupSize,
    body: `${flatIndex(workgroupSize)}
  if (clock[${clockWords.accepted}] == 1u) { into[index] = source[index]; }`,
  });
}
