import * as inline from './exponential';

/** The elementary functions of the kernels as functions of their own, for modules of laws that import them. */

export function exp(x: v128): v128 {
  return inline.exp(x);
}

export function log(x: v128): v128 {
  return inline.log(x);
}

export function tanh(x: v128): v128 {
  return inline.tanh(x);
}

export function sigmoid(x: v128): v128 {
  return inline.sigmoid(x);
}

export function softplus(x: v128): v128 {
  return inline.softplus(x);
}

export function logcosh(x: v128): v128 {
  return inline.logCosh(x);
}
