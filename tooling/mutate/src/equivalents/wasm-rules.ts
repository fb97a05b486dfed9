import type { EquivalentRule } from './rule.ts';

/** A comparison `width > k` whose change makes it true for widths that it was false for. */
const wider = '(?:⟦width > \\d⟧|width ⟦>⟧ \\d|width > ⟦\\d⟧)';
const stretches = /\/(overlaps|mixed-overlaps|spread|spread-vjp)\.ts$/;

/** Kernels along edges, which take the components of oscillators in stretches of a few. */
const stretchRules: readonly EquivalentRule[] = [
  {
    file: stretches,
    place: new RegExp(`^(const|let) [svf]\\d = ${wider} \\?`),
    to: /true|>=|0/,
    reason: 'The vector is used only in stretches as wide as that: elsewhere one is loaded that nothing reads.',
  },
  {
    file: /\/(spread|spread-vjp)\.ts$/,
    place: new RegExp(`^if \\(${wider}\\) \\{`),
    to: /true|>=|0/,
    reason:
      'In a stretch that is not so wide the factor is the zero vector: a multiple of 0 is added to finite numbers in the ' +
      "thread's own scratch, where they stay what they are.",
  },
  {
    file: stretches,
    place: /^if \(⟦bytes == RECORD⟧\)/,
    to: /false/,
    reason: 'Both functions do the same; the one for records whose size is known is only faster.',
  },
  {
    file: /\/(overlaps|spread|spread-vjp)\.ts$/,
    place: /^const parts = \(dimension \+ WIDTH (⟦-⟧ 1|- ⟦1⟧)\) \/ WIDTH/,
    to: /\+|0/,
    reason: 'The components are taken in one stretch more at times: the same sums in another order.',
  },
  {
    file: /\/mixed-overlaps\.ts$/,
    place: /^const parts = \(dimension \+ WIDTH - ⟦1⟧\) \/ WIDTH/,
    to: /0/,
    reason: 'The components are taken in one stretch more at times: the same sums in another order.',
  },
  {
    file: /\/(spread|spread-vjp)\.ts$/,
    place: /^const parts = .*1\) ⟦\/⟧ WIDTH/,
    to: /\*/,
    reason: 'The components are taken one by one: the same sums in another order.',
  },
  {
    file: /\/(spread|spread-vjp)\.ts$/,
    place: /^const step = \(dimension \+ parts - ⟦1⟧\)/,
    to: /2/,
    reason: 'Stretches are shorter and more at times: the same sums in another order.',
  },
  {
    file: stretches,
    place: /^if \(d > ⟦0⟧\)/,
    to: /1/,
    reason: 'No stretch begins at the second component: the first one is two wide or more.',
  },
  {
    file: /\/(overlaps|spread)\.ts$/,
    place: /stretch\(⟦6⟧,/,
    to: /7/,
    reason: 'A width above the largest is taken as that: it is compared with smaller numbers alone.',
  },
  {
    file: /\/(mixed-overlaps|spread-vjp)\.ts$/,
    place: /stretch\(⟦3⟧,/,
    to: /4/,
    reason: 'A width above the largest is taken as that: it is compared with smaller numbers alone.',
  },
  {
    file: stretches,
    place: /stretch\(⟦1⟧,/,
    to: /0/,
    reason: 'A width below 1 is taken as 1: the first vector is always used.',
  },
];

/** Lanes of vectors that nothing reads. */
const laneRules: readonly EquivalentRule[] = [
  {
    file: /\/lanes\.ts$/,
    place: /shuffle<f32>\((\w+), \1, 2, 3, (⟦2⟧, 3|2, ⟦3⟧)\)/,
    to: /\d/,
    reason: 'Of the shuffled vector the first two lanes are read, not the last two.',
  },
  {
    file: /\/lanes\.ts$/,
    place: /cc, (0, 1, 4, ⟦4⟧|2, 3, 5, ⟦5⟧)\)/,
    to: /\d/,
    reason: 'The last lane of three sums is of no use, as the comment says: callers have 0 or nothing there.',
  },
  {
    file: /\/weight-gradient\.ts$/,
    place: /shuffle<f32>\(last, last, 2, 3, (⟦2⟧, 3|2, ⟦3⟧)\)/,
    to: /\d/,
    reason: 'Of the shuffled vector addRow reads the first two lanes, not the last two.',
  },
  {
    file: /\/exponential\.ts$|\/optimiser\.ts$/,
    place: /i32x4\.splat\(⟦0x80000000⟧\)/,
    to: /2147483649/,
    reason: 'The sign comes with the last bit of the number: at most one unit in the last place.',
  },
];

/** Branches of which both sides do the same, or of which one is never taken. */
const branchRules: readonly EquivalentRule[] = [
  {
    file: /\/(kuramoto-field|kuramoto-vjp|energy)\.ts$/,
    place: /^if \(⟦first == last⟧\) continue;/,
    to: /false/,
    reason: 'For a neuron without edges the loops that follow do nothing.',
  },
  {
    file: /\/kuramoto-(field|vjp)\.ts$/,
    place: /memory\.fill\((force|pull|n\.pull), ⟦0⟧,/,
    to: /1/,
    reason: 'Four bytes of 1 are the number 2.4e-38, which is nothing beside what is added to it.',
  },
  {
    file: /\/kuramoto-field\.ts$/,
    place: /^const g = ⟦pass\.coupled⟧ \?/,
    to: /true/,
    reason: 'Where a graph carries no coupling, w_e is 0 in its records, and so is all that is added.',
  },
  {
    file: /\/kuramoto-vjp\.ts$/,
    place: /^n\.mlpGradient = (⟦b\.mlpSums != 0⟧|b\.mlpSums != ⟦0⟧) \?/,
    to: /true|1/,
    reason: 'Where there are no sums, the bytes from one to the next are 0 too, and so is the pointer.',
  },
  {
    file: /\/threshold\.ts$/,
    place: /^const gradients = ⟦b\.gradients != 0⟧ \?/,
    to: /true/,
    reason: 'Where there are no rows, the bytes from one to the next are 0 too, and so is the pointer.',
  },
  {
    file: /\/kuramoto-vjp\.ts$/,
    place: /ERROR\('NeuronRows/,
    to: />=|false|;/,
    reason: 'It ends the compiler if a class outgrows its place. It is not so large, and the binary is the same.',
  },
  {
    file: /\/weight-gradient\.ts$/,
    place: /row (⟦\+⟧ r < b\.count|\+ r ⟦<⟧ b\.count)|⟦row \+ r < b\.count⟧/,
    to: /-|<=|true/,
    reason: 'Rows and columns past the last are summed but never added to the target, which addRow sees to.',
  },
  {
    file: /\/weight-gradient\.ts$/,
    place:
      /^if \((⟦step == 4 && left >= 4⟧|step == ⟦4⟧ && left >= 4|step == 4 && left ⟦>=⟧ 4|step == 4 && left >= ⟦4⟧)\)/,
    to: /false|5|>/,
    reason: 'Four sums that lie side by side are added one by one: the same numbers, only slower.',
  },
  {
    file: /\/weight-gradient\.ts$/,
    place: /^if \(step == ⟦4⟧ &&/,
    to: /0/,
    reason: 'Four sums that lie side by side are added one by one: the same numbers, only slower.',
  },
  {
    file: /\/weight-panels\.ts$/,
    place:
      /⟦min⟧\(PANEL, N - row\)|N ⟦-⟧ row|^if \((⟦r >= rows⟧|r ⟦>=⟧ rows)\)|^if .*(⟦store<f32>\(out, 0\);⟧|out, ⟦0⟧)/,
    to: /max|\+|false|>|;|1/,
    reason: 'Rows of a panel past the last one are multiplied, but storeRows does not store them.',
  },
  {
    file: /\/weight-panels\.ts$/,
    place: /const value: f32 = (⟦r < b\.rows⟧|r ⟦<⟧ b\.rows|r < b\.rows .* : ⟦0⟧;)/,
    to: /true|<=|1/,
    reason: 'Rows of a panel past the last one are multiplied, but storeRows does not store them.',
  },
  {
    file: /\/threshold\.ts$/,
    place: /pointwiseVjp\((RELU, b\.x \+ at, b\.g ⟦\+⟧ at|(TANH|SIGMOID), b\.x ⟦\+⟧ at|IDENTITY, .*b\.[xg] ⟦\+⟧ at)/,
    to: /-/,
    reason: 'The slope of that kind follows from the other vector alone, or from none: this one is not read.',
  },
  {
    file: /\/pair-weights(-vjp)?\.ts$/,
    place: /^const (gi|ui) = ⟦coupled⟧ \?/,
    to: /true/,
    reason: 'It is used in coupled rows alone: elsewhere a vector is loaded that nothing reads.',
  },
  {
    file: /\/pair-weights(-vjp)?\.ts$/,
    place: /^else if \(⟦kind == TANH⟧\) row\(TANH, true/,
    to: /true/,
    reason: 'What is left is edges without an interaction. Their -A is 0, and so is any force of theirs.',
  },
  {
    file: /\/pair-weights(-vjp)?\.ts$/,
    place: /^else row\(⟦NONE⟧, true/,
    to: /RELU/,
    reason: 'Edges without an interaction have 0 for -A, and so any force of theirs is 0.',
  },
  {
    file: /\/pair-weights\.ts$/,
    place: /^else if \(⟦kind == TANH⟧\) row\(TANH, false/,
    to: /true/,
    reason: 'Without a coupling there is an interaction, and the other three were asked for before.',
  },
  {
    file: /\/energy\.ts$/,
    place: /^units\(⟦SOFTMAX⟧,/,
    to: /NONE/,
    reason: 'Neither has an L of one unit; the layer’s is added by the host.',
  },
  {
    file: /\/energy\.ts$/,
    place: /^if \(⟦pass\.kind != NONE⟧\)/,
    to: /true/,
    reason: 'Edges without an interaction have 0 for -A, and so any energy of theirs is 0.',
  },
  {
    file: /\/joint\.ts$/,
    place: /^if \(⟦kind == SPHERICAL_NORM \|\| kind == LAYER_NORM⟧\)/,
    to: /true/,
    reason: 'The scale is used for the two norms alone: elsewhere a number is computed that nothing reads.',
  },
  {
    file: /\/joint\.ts$/,
    place: /^⟦v128\.store\(out, zero\(\)\);⟧/,
    to: /;/,
    reason: 'The first vector is read for softmax alone.',
  },
];

/** Work that is split in another way, or done for nothing. */
const splitRules: readonly EquivalentRule[] = [
  {
    file: /\/state-norms\.ts$/,
    place: /^const RUN: usize = (⟦32⟧ \* VECTOR|32 ⟦\*⟧ VECTOR)/,
    to: /33|\//,
    reason: 'The sum goes on in float64 after another number of vectors: it is rounded in another way.',
  },
  {
    file: /\/weight-product\.ts$/,
    place: /TILES_AT_ONCE: i32 = ⟦32⟧/,
    to: /33/,
    reason: 'Tiles are taken in runs of another length, for the cache: the same products.',
  },
  {
    file: /\/combine\.ts$/,
    place: /first ⟦<⟧ last; first \+= STRETCH/,
    to: /<=/,
    reason: 'A stretch that begins at the end is empty.',
  },
  {
    file: /\/weight-product\.ts$/,
    place: /first ⟦<⟧ b\.tiles/,
    to: /<=/,
    reason: 'A run that begins past the last tile is empty.',
  },
];

/** Numbers whose change is less than what rounding does. */
const roundingRules: readonly EquivalentRule[] = [
  {
    file: /\/exponential\.ts$/,
    place: /1\.0 \/ ⟦5040\.0⟧|2\.0 \/ ⟦15\.0⟧/,
    to: /5041\.0|16\.0/,
    reason: 'The term is so small that the change is below a tenth of a unit in the last place.',
  },
  {
    file: /\/exponential\.ts$/,
    place: /splat\(⟦0x3f3504f3⟧\)/,
    to: /1060439284/,
    reason: 'One number goes to the other side of the middle between two exponents, where both series are right.',
  },
  {
    file: /\/joint\.ts$/,
    place: /f32x4\.⟦gt⟧\(y,/,
    to: /ge/,
    reason: 'It differs at the kink of L alone, where any slope between both sides is one.',
  },
];

/** Of the WebAssembly kernels. */
export const wasmRules: readonly EquivalentRule[] = [
  ...stretchRules,
  ...laneRules,
  ...branchRules,
  ...splitRules,
  ...roundingRules,
];
