/**
 * N frequencies of a Lorentzian of half width `spread` about 0: its quantiles at the middles of N equal shares, so that few
 * oscillators stand for many.
 */
export function lorentzian(N: number, spread: number): number[] {
  return Array.from({ length: N }, (_, n) => spread * Math.tan(Math.PI * ((n + 0.5) / N - 0.5)));
}

/** Where order sets in: K_c = 2 / (pi g(0)), with g(0) = 1 / (pi spread) of a Lorentzian: twice its half width. */
export function onset(spread: number): number {
  return 2 * spread;
}

/** The order of infinitely many oscillators at a coupling K (Kuramoto 1975): sqrt(1 - K_c / K) from K_c on, else 0. */
export function knownOrder(K: number, spread: number): number {
  return K <= onset(spread) ? 0 : Math.sqrt(1 - onset(spread) / K);
}
