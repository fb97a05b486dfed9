import { expect, test } from 'vitest';
import { boundedLoops } from './bounded-loops.ts';

const kernel = `enable subgroups;
@group(0) @binding(1) var<storage, read_write> out: array<f32>;
fn sum(n: u32) -> f32 {
  var s = 0.0;
  for (var k = 0u; k < n; k++) { s += f(k); }
  return s;
}
@compute @workgroup_size(1)
fn main(@builtin(local_invocation_index) lane: u32) {
  for (var i = 0u; i < given.n; i++) {
    while (busy(i)) { step(); }
  }
  out[lane] = sum(given.n);
}
`;

test('every loop counts its turns, and one without end leaves NaN behind', () => {
  const code = boundedLoops(kernel);
  expect(code.startsWith('enable subgroups;\n')).toBe(true);
  const counted = [
    ...code.matchAll(
      /var (turns\d) = 0u; (?:for|while) \(.*\) \{ \1 \+= 1u; if \(\1 > \d+u\) \{ endless = true; break; \}/g,
    ),
  ];
  expect(counted.map(([, name]) => name)).toEqual(['turns0', 'turns1', 'turns2']);
  expect(code.trimEnd().endsWith('if (endless) { out[0] = bitcast<f32>(0x7fc00000u | (lane & 0u)); }\n}')).toBe(true);
});

test('a kernel that writes nothing is left as it is', () => {
  expect(boundedLoops('fn main() { for (;;) {} }')).toBe('fn main() { for (;;) {} }');
});
