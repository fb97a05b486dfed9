import type { EquivalentRule } from './rule.ts';
import { clocks, ends } from './wgsl-ends.ts';

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
  {
    file: /\/gather\.ts$/,
    place: /^\$\{⟦coupling⟧ \? 'let gi = prepared/,
    to: /true/,
    reason: 'Without a coupling a number is read that nothing uses.',
  },
  {
    file: /\/joint\.ts$/,
    place: /^\.\.\.\(⟦name === 'softmax' && !products⟧ \?/,
    to: /false/,
    reason: 'A buffer is bound that nothing reads.',
  },
  {
    file: /\/joint\.ts$/,
    place: /^\$\{⟦name === 'layerNorm'⟧ \? `\$\{overUnits\('pushed'/,
    to: /true/,
    reason: 'A sum is formed that nothing reads.',
  },
  {
    file: /\/mlp\.ts$/,
    place: /^\$\{⟦l === last⟧ \? '' : 'let f/,
    to: /false/,
    reason: 'A number is computed that nothing reads.',
  },
  {
    file: /\/mlp\.ts$/,
    place: /^const hidden = l (?:⟦<⟧ layers - 1|< layers (?:⟦-⟧ 1|- ⟦1⟧));/,
    to: /\+|0|<=/,
    reason: 'Variables of the last layer are computed that nothing reads.',
  },
  {
    file: /\/product\.ts$/,
    place: /^export const productResults = .*⟦\d⟧/,
    to: /3/,
    reason: 'Host and kernel tell results apart by the same numbers.',
  },
  {
    file: /\/gather-reverse\.ts$/,
    place: /^\$\{⟦coupling⟧ \? 'let gi = prepared/,
    to: /true/,
    reason: 'Without a coupling numbers are read that nothing uses.',
  },
  {
    file: /\/edge-gradient\.ts$/,
    place: /^\$\{⟦D === undefined⟧ \? `for/,
    to: /true/,
    reason: 'A loop in place of the same lines one after another.',
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
  {
    file: /\/(loss|measures)\.ts$/,
    place: /^if \(lane ⟦==⟧ 0u\) \{ (?:loss|results)\[.*\] = /,
    to: /!=/,
    reason: 'All other lanes write the same number to the same place.',
  },
  {
    file: /\/text\.ts$/,
    place: /^if \((?:subgroupLane == ⟦0u⟧|subgroupLane ⟦==⟧ 0u|⟦subgroupLane == 0u⟧)\)/,
    to: /1u|!=|true/,
    reason: 'All lanes of a subgroup have the same part.',
  },
  {
    file: /\/text\.ts$/,
    place: /^if \(lane == ⟦0u⟧\) \{$/,
    to: /1u/,
    reason: 'Any one lane may add up the parts of the subgroups.',
  },
  {
    file: /\/(product|weight-gradient)\.ts$/,
    place: /^(?:left|results)\[\(y \* 4u ⟦\+⟧ 0u\)/,
    to: /-/,
    reason: 'Nothing is added or taken off.',
  },
  {
    file: /\/text\.ts$/,
    place: /^export const workgroupSize = ⟦128⟧/,
    to: /129/,
    reason: 'Host and kernels share work out by the same number.',
  },
  {
    file: /\/mlp-gradient\.ts$/,
    place: /^(?:export const mlpGradientWindow = ⟦128⟧|const summedTogether = ⟦16⟧)/,
    to: /129|17/,
    reason: 'How many parameters are summed at a time.',
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
    place: /^(?:records: ⟦8⟧|export const recordLength = ⟦4⟧)/,
    to: /9|5/,
    reason: 'Host and kernel find the records by the same number, and the buffer is as long as they need.',
  },
];

/** Faults in WGSL that nothing can tell from the code they are in. */
export const wgslRules: readonly EquivalentRule[] = [...names, ...sharing, ...rooms, ...ends, ...clocks];
