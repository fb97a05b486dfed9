export { area, type BoxOptions, box, Counter, joined, kinds, scaled, sumOf, weigh } from './functions.ts';
export type { Shape } from './shapes.ts';
