export { expressions, randomParameters, runs, values } from './random/random-expression.ts';
export {
  couplings,
  interactions,
  lagrangians,
  lagrangiansOf,
  pairLaws,
  productCouplings,
} from './random/random-law.ts';
