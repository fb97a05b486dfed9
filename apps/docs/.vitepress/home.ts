/** The front page. It stands here since formatters of Markdown do not agree on YAML at the head of a page. */
export const home: Readonly<Record<string, unknown>> = {
  layout: 'home',
  hero: {
    name: 'hkmem',
    text: 'The Hopfield-Kuramoto associative memory',
    tagline:
      'Threshold units that remember, oscillators that steer what they remember. ' +
      'In TypeScript, on WASM-SIMD, WebGPU or plain JavaScript.',
    actions: [
      { theme: 'brand', text: 'Five-minute start', link: '/guide/start' },
      { theme: 'alt', text: 'Install', link: '/guide/install' },
      { theme: 'alt', text: 'Reference', link: '/api/' },
    ],
  },
  features: [
    {
      title: 'New to it?',
      details: 'What threshold units and oscillators are, the one energy that binds them, and why it never rises.',
      link: '/guide/concepts',
    },
    {
      title: 'A task to solve?',
      details: 'Train a memory, edit a frozen one, use your own data, choose a solver and a backend.',
      link: '/guide/training',
    },
    {
      title: 'Something went wrong?',
      details: 'Messages of errors with their causes and ways out, and what the numbers promise.',
      link: '/guide/troubleshooting',
    },
  ],
};
