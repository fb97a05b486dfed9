import type { EquivalentRule } from './rule.ts';

/** Of WGSL, what lies past the end of something and is never used. */
export const ends: readonly EquivalentRule[] = [
  {
    file: /\/edge-gradient\.ts$/,
    place: /^let triple = min\(number, given\.edges - ⟦1u⟧\)/,
    to: /0u/,
    reason: 'Lanes past the last edge read something that is not added.',
  },
  {
    file: /\/omega\.ts$/,
    place: /^let pair = min\(first \+ lane, D \* D (?:⟦-⟧ 1u|- ⟦1u⟧)\)/,
    to: /\+|0u/,
    reason: 'Lanes past the last entry form a sum that is not added.',
  },
  {
    file: /\/omega\.ts$/,
    place: /^for \(var first = 0u; first ⟦<⟧ D \* D/,
    to: /<=/,
    reason: 'In one turn more no lane has an entry.',
  },
  {
    file: /\/omega\.ts$/,
    place: /^for \(var first = ⟦0u⟧; first < D \* D/,
    to: /1u/,
    reason: 'The first entry of the diagonal is left out, of which the skew part has none.',
  },
  {
    file: /\/omega\.ts$/,
    place: /^for \(var base = 0u; base ⟦<⟧ items/,
    to: /<=/,
    reason: 'One turn more adds zeros.',
  },
  {
    file: /\/omega\.ts$/,
    place: /^(?:unit|turned)\[lane \* D \+ d\] = select\(⟦0\.0⟧/,
    to: /1\.0/,
    reason: 'The other factor is 0 there.',
  },
  {
    file: /\/weight-gradient\.ts$/,
    place: /^if \((?:i ⟦<⟧ given\.neurons|⟦i < given\.neurons⟧)\) \{$/,
    to: /<=|true/,
    reason: 'Lanes past the last neuron form a sum that is not added.',
  },
  {
    file: /\/weights\.ts$/,
    place: /^for \(var l = 0u; l \+ ⟦1u⟧ < given\.layers/,
    to: /0u/,
    reason: 'The last layer has none above: the table says that it begins at N, and no neuron is as high.',
  },
  {
    file: /\/measures\.ts$/,
    place: /^let length = \(given\.rows \+ given\.chunks (?:⟦-⟧ 1u|- ⟦1u⟧)\)/,
    to: /\+|0u/,
    reason: 'Runs are longer at times and the last ones shorter: the same sums in another order.',
  },
  {
    file: /\/measures\.ts$/,
    place: /if \(chunk == ⟦0u⟧\) \{ sum = -prepared/,
    to: /1u/,
    reason: 'L is taken off in the second run in place of the first.',
  },
  {
    file: /\/loss\.ts$/,
    place: /^for \(var c = ⟦1u⟧; c < given\.classes; c\+\+\) \{ largest = max/,
    to: /0u/,
    reason: 'The first output is compared with itself.',
  },
  {
    file: /\/prepare\.ts$/,
    place: /^\$\{D (?:⟦>⟧ 0|> ⟦0⟧) && reverse \? tangent/,
    to: />=|1/,
    reason: 'D is 2 or more, or 0 without oscillators, and then there is no reverse pass of them.',
  },
  {
    file: /\/transpose\.ts$/,
    place:
      /^if \((?:top \+ y ⟦<⟧ given\.rows && start \+ x < given\.columns|top \+ y < given\.rows ⟦&&⟧ .*|⟦top \+ y .*⟧)\) \{$/,
    to: /<=|\|\||true/,
    reason: 'Of what is read past the end nothing is written.',
  },
  {
    file: /\/weight-gradient\.ts$/,
    place: /^for \(var base = 0u; base ⟦<⟧ given\.samples/,
    to: /<=/,
    reason: 'One turn more adds zeros.',
  },
  {
    file: /\/weight-gradient\.ts$/,
    place: /^if \(part == 0u && i ⟦<⟧ given\.neurons\)/,
    to: /<=/,
    reason: 'It adds the 0 that lanes past the last neuron have.',
  },
  {
    file: /\/mlp-gradient\.ts$/,
    place: /^for \(var p = 0u; p ⟦<⟧ \$\{window\}u/,
    to: /<=/,
    reason: 'In one turn more no parameter is left.',
  },
  {
    file: /\/mlp-gradient\.ts$/,
    place: /^if \(p \+ k ⟦<⟧ \$\{window\}u\)/,
    to: /<=/,
    reason: 'What is written for a parameter past the last is not added.',
  },
  {
    file: /\/mlp-gradient\.ts$/,
    place: /return ⟦0u⟧; \}`;/,
    to: /1u/,
    reason: 'It is never reached: p is below the number of parameters.',
  },
  {
    file: /\/edge-gradient\.ts$/,
    place: /^let triple = min\(number, given\.edges ⟦-⟧ 1u\)/,
    to: /\+/,
    reason: 'Lanes past the last edge read something that is not added.',
  },
  {
    file: /\/sphere\.ts$/,
    place: /^let i = min\(neuron, given\.neurons (?:⟦-⟧ 1u|- ⟦1u⟧)\)/,
    to: /\+|0u/,
    reason: 'Lanes past the last neuron read something that is not added.',
  },
  {
    file: /\/joint\.ts$/,
    place: /^let b = min\(sample, given\.batch (?:⟦-⟧ 1u|- ⟦1u⟧)\)/,
    to: /\+|0u/,
    reason: 'Lanes past the last sample form sums that nothing reads.',
  },
  {
    file: /\/omega\.ts$/,
    place: /^var sum = ⟦0\.0⟧;/,
    to: /1\.0/,
    reason: 'A number that is added to all entries cancels in the skew part.',
  },
  {
    file: /\/product\.ts$/,
    place: /^if \(i >= given\.neurons \|\| b ⟦>=⟧ given\.batch\) \{ return 0\.0; \}/,
    to: />/,
    reason: 'The column past the last sample is not stored.',
  },
  {
    file: /\/product\.ts$/,
    place: /^for \(var q = lane; q (?:⟦<⟧ 32u|< ⟦32u⟧) \* given\.batch/,
    to: /<=|33u/,
    reason: 'What is past the last sample is not stored.',
  },
  {
    file: /\/measures\.ts$/,
    place: /^let end = min\(given\.rows, begin ⟦\+⟧ length\)/,
    to: /-/,
    reason: 'The first run takes all rows, and the others none.',
  },
  {
    file: /\/weights\.ts$/,
    place: /^for \(var l = 0u; l \+ 1u ⟦<⟧ given\.layers/,
    to: /<=/,
    reason: 'The last layer has none above: the table says that it begins at N, and no neuron is as high.',
  },
  {
    file: /\/joint\.ts$/,
    place: /^activity: `select\(0\.0, 1\.0 \/ total, .* ⟦>⟧ -1\.0\)`/,
    to: />=/,
    reason: 'It differs at the kink of L alone, where any slope between both sides is one.',
  },
  {
    file: /\/product\.ts$/,
    place: /^if \(i >= given\.neurons \|\| b >= given\.batch\) \{ return ⟦0\.0⟧; \}/,
    to: /1\.0/,
    reason: 'W is 0 past the last neuron, and samples past the last are not stored.',
  },
];

/** Of step clocks and measures. */
export const clocks: readonly EquivalentRule[] = [
  {
    file: /\/step-clock\.ts$/,
    place: /^let share = clamp\(h \/ given\.until, 0\.0, ⟦1\.0⟧\)/,
    to: /2\.0/,
    reason: 'No size is above the whole time.',
  },
  {
    file: /\/step-clock\.ts$/,
    place: /^let sum = bitcast<f32>\(select\(largest\[0\], ⟦0u⟧, bad\)\)/,
    to: /1u/,
    reason: 'Where an error is not finite its sum is not used.',
  },
  {
    file: /\/step-clock\.ts$/,
    place: /^let at = .*min\(clock\[.*\], given\.capacity (?:⟦-⟧ 1u|- ⟦1u⟧)\)/,
    to: /\+|0u/,
    reason: 'No more tries go before a read than there are records: the contract refuses them.',
  },
  {
    file: /\/step-clock\.ts$/,
    place: /^var most = ⟦0u⟧;/,
    to: /1u/,
    reason: 'It is the least number above 0 in place of 0, by which no try is decided otherwise.',
  },
  {
    file: /\/measures\.ts$/,
    place: /^faults\[lane\] = select\(0u, ⟦1u⟧, isBad/,
    to: /2u/,
    reason: 'Any number above 0 says the same.',
  },
  {
    file: /\/step-clock\.ts$/,
    place: /^let next = h \* min\(factor, ⟦1\.0⟧\)/,
    to: /2\.0/,
    reason:
      'After a refusal the factor is below 1: the error is above what is allowed, those before were not, and the safety is below 1.',
  },
  {
    file: /\/measures\.ts$/,
    place:
      /(?:^faults\[lane\] = select\(0u, ⟦1u⟧|kept\(sums\[0\], faults\[(?:⟦0⟧\] > 0u|0\] > ⟦0u⟧)|^bad = bad ⟦\|\|⟧ isBad\(bitcast<u32>\([rx]\)\);|bad ⟦\|\|⟧ isBad\(bits\)\);$)/,
    to: /0u|1u?|&&/,
    reason:
      'It is there for compilers that take it that there is no NaN. On this device the sum is one too, and is found as such.',
  },
];
