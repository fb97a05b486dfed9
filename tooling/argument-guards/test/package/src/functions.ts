import { kinds, type Shape } from './shapes.ts';

export { kinds };
export interface BoxOptions {
  readonly width: number;
  readonly depth?: number;
  readonly colour?: 'red' | 'blue';
}
const inside = (value: number): number => value;
export function box({ width, depth = width }: BoxOptions): number {
  return inside(width * depth);
}
export function area(shape: Shape, onDone?: (area: number) => void): number {
  onDone?.(shape.size);
  return shape.size ** 2;
}
export const scaled = (values: ArrayLike<number>, by: number = values.length): number[] =>
  Array.from(values, (value) => value * by);
export const sumOf = (a: number, b = 1): number => a + b;
type Held<Plain> = Shape extends { readonly weight: infer Known } ? Known : Plain;
export function weigh(held: Held<{ readonly grams: number }>): unknown {
  return held;
}
export function joined(...words: string[]): string {
  return words.join(' ');
}
export class Counter {
  readonly from: number;
  constructor(from: number) {
    this.from = from;
  }
  static of(options: Pick<BoxOptions, 'width' | 'depth'>): Counter {
    return new Counter(options.width);
  }
}
