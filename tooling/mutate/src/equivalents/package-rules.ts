import type { EquivalentRule } from './rule.ts';

/** A typed array takes no value behind its end or at an index that is no number. */
const behind = 'What is written behind the end of a typed array, or at no number, is not kept.';

/** Faults in the TypeScript of packages that nothing can tell. */
export const packageRules: readonly EquivalentRule[] = [
  {
    file: /backend\/src\/cpu\/cpu-engine\.ts$/,
    place: /⟦k < target\.length⟧/,
    to: /k <= target\.length/,
    reason: behind,
  },
  {
    file: /backend\/src\/reference\/field\.ts$/,
    place: /⟦e < sources\.length⟧/,
    to: /e <= sources\.length/,
    reason: behind,
  },
  {
    file: /backend\/src\/reference\/weights\.ts$/,
    place: /⟦j < N⟧; j\+\+\) W\[i \* N \+ j\] =/,
    to: /j <= N/,
    reason: 'The entry more is the first of the next row, which is written after it, or behind the end.',
  },
  { file: /coupling\/src\/effective-weights\.ts$/, place: /⟦e < edges⟧/, to: /e <= edges/, reason: behind },
  { file: /coupling\/src\/effective-weights\.ts$/, place: /⟦i < N⟧/, to: /i <= N/, reason: behind },
  {
    file: /coupling\/src\/effective-weights\.ts$/,
    place: /return ⟦threshold\.weights\.dense\.slice\(\)⟧/,
    to: /threshold\.weights\.dense/,
    reason: 'The system, and with it the matrix, is made for this call alone.',
  },
  {
    file: /coupling\/src\/spectrum\.ts$/,
    place: /^compute(Left|Right)SingularVectors: ⟦false⟧/,
    to: /true/,
    reason: 'Vectors are computed that nothing reads.',
  },
  {
    file: /coupling\/src\/spectrum\.ts$/,
    place: /EigenvalueDecomposition\(\w+, (⟦\{ assumeSymmetric: true \}⟧|\{ assumeSymmetric: ⟦true⟧ \})/,
    to: /\{\}|false/,
    reason: 'The library looks by itself and finds the matrix symmetric.',
  },
  {
    file: /coupling\/src\/spectrum\.ts$/,
    place: /⟦dimension <= neurons⟧ \? rows\.transpose/,
    to: /dimension < neurons|false/,
    reason: 'S S^T has the eigenvalues of S^T S, and zeros.',
  },
  {
    file: /energy\/src\/floor\/threshold-quadratic\.ts$/,
    place: /^for \(let i = 0; ⟦i < N⟧; i\+\+\) for \(let j = i; j < N;/,
    to: /i <= N/,
    reason: 'The loop over j, which begins there, is empty.',
  },
  {
    file: /energy\/src\/floor\/coupling-bounds\.ts$/,
    place: /^if \(⟦bound\.weight === 0⟧\) continue;/,
    to: /false/,
    reason: 'Edges of weight 0 take nothing off.',
  },
  {
    file: /dynamics\/src\/integrate\/clocked-flow\.ts$/,
    place: /^if \(⟦guard !== undefined⟧\) norms\.push/,
    to: /true/,
    reason: 'Norms are read that nothing looks at.',
  },
  {
    file: /dynamics\/src\/rest\/input\.ts$/,
    place: /const still = ⟦D > 0⟧ \?/,
    to: /false|D <= 0/,
    reason: 'Oscillators of a new state are 0 already.',
  },
];
