export { area, type BoxOptions, box, Counter, joined, kinds, scaled, sumOf } from './functions.ts';
export type { Shape } from './shapes.ts';
