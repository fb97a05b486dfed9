/** Headers that give a page shared memory, and with it a pool of threads. The site works without them, on one thread. */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
} as const;
