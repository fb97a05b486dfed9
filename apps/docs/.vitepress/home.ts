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
      { theme: 'alt', text: 'See it live', link: '/../', target: '_self' },
      { theme: 'alt', text: 'Install', link: '/guide/install' },
      { theme: 'alt', text: 'Reference', link: '/api/' },
    ],
  },
  features: [
    {
      title: 'Use it',
      details: 'Store and restore patterns, train a memory, edit a frozen one, on your own data, in Node or a page.',
      link: '/guide/start',
    },
    {
      title: 'Understand it',
      details:
        'What threshold units and oscillators are, the energy that binds them, when it never rises and has a floor.',
      link: '/guide/concepts',
    },
    {
      title: 'Extend it',
      details: 'Energies of your own as formulas, solvers, backends; and how it stands beside other programs.',
      link: '/guide/extending',
    },
  ],
};
