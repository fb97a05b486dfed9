import type { EquivalentRule } from './rule.ts';

const names: readonly EquivalentRule[] = [
  {
    file: /\/(combine|measures|omega|prepare)\.ts$/,
    place: /^name: /,
    to: /true|false|!==/,
    reason: 'It is the name of a kernel, for people.',
  },
  {
    file: /\/(interaction|mlp-gradient)\.ts$/,
    place: /\.\.\.\(⟦mlp\.perEdge⟧ \? \{\}/,
    to: /false/,
    reason: 'MLPs of single edges get fields that nothing reads.',
  },
  {
    file: /\/pair-law\.ts$/,
    place: /^\.\.\.\((?:⟦own\.length < law\.parameters\.length⟧|own\.length ⟦<⟧ law\.parameters\.length) \? \{ padded/,
    to: /true|<=/,
    reason: 'Laws that read no weights get a field that nothing reads.',
  },
  {
    file: /\/readout\.ts$/,
    place: /^\.\.\.\(⟦(?:listed|of === 'activity')⟧ \?/,
    to: /true/,
    reason: 'A buffer is bound that nothing reads.',
  },
  {
    file: /\/edge-gradient\.ts$/,
    place: /^⟦coupled⟧$/,
    to: /true/,
    reason: 'Without a coupling two numbers are read that nothing uses.',
  },
];

const sharing: readonly EquivalentRule[] = [
  {
    file: /\/(edge-gradient|joint)\.ts$/,
    place: /^return 2 \*\* Math\.(?:⟦min⟧\(|min\(⟦[34]⟧)/,
    to: /max|0|4|5/,
    reason: 'How many lanes share the work, which only the order of the sums follows.',
  },
  {
    file: /\/joint\.ts$/,
    place: /^if \(⟦subgroups⟧\) \{/,
    to: /false/,
    reason: 'Lanes are added up without subgroups: the same sums in another order.',
  },
  {
    file: /\/text\.ts$/,
    place: /^if \(⟦!subgroups⟧\) \{/,
    to: /true/,
    reason: 'Lanes are added up without subgroups: the same sums in another order.',
  },
  {
    file: /\/(joint|lagrangian-gradient|loss|measures|omega|step-clock|sum-rows)\.ts$/,
    place: /^if \(lane == ⟦0u⟧\)/,
    to: /1u/,
    reason: 'After lanes were put together all of them may read the result: any one of them may go on with it.',
  },
  {
    file: /\/(loss|measures)\.ts$/,
    place: /^if \(⟦lane == 0u⟧\) \{ (?:loss|results)\[.*\] = /,
    to: /true/,
    reason: 'All lanes write the same number to the same place.',
  },
  {
    file: /\/product\.ts$/,
    place: /^export const thinBatch = ⟦4⟧/,
    to: /0/,
    reason: 'The other kernel forms the same product for any number of samples.',
  },
];

const rooms: readonly EquivalentRule[] = [
  {
    file: /\.ts$/,
    place: /var<workgroup> \w+: array<\w+, (?:\$\{)?⟦\d+⟧/,
    to: /\d*[1-9]/,
    reason: 'There is more room than is used.',
  },
  {
    file: /\/mlp\.ts$/,
    place: /^var (?:h0|bar\$\{layers - 1\}): array<\w+, ⟦1⟧>/,
    to: /2/,
    reason: 'There is more room than is used.',
  },
  {
    file: /\/omega\.ts$/,
    place: /^const room = L \* Math\.max\(⟦16⟧, dimension\)/,
    to: /17/,
    reason: 'There is more room than is used.',
  },
  {
    file: /\/mlp\.ts$/,
    place: /^\$\{⟦hidden⟧ \? `var h/,
    to: /true/,
    reason: 'A variable is declared that nothing uses.',
  },
  {
    file: /\/mlp-gradient\.ts$/,
    place: /^const window = Math\.⟦min⟧\(/,
    to: /max/,
    reason: 'Sums of parameters that there are not stay 0 and are not added.',
  },
  {
    file: /\/step-clock\.ts$/,
    place: /^(?:records: ⟦8⟧|export const recordWords = ⟦4⟧)/,
    to: /9|5/,
    reason: 'Host and kernel find the records by the same number, and the buffer is as long as they need.',
  },
];

const ends: readonly EquivalentRule[] = [
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
];

const clocks: readonly EquivalentRule[] = [
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
];

/** Faults in WGSL that nothing can tell from the code they are in. */
export const wgslRules: readonly EquivalentRule[] = [...names, ...sharing, ...rooms, ...ends, ...clocks];
