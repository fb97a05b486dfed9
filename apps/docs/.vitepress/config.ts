import type { DefaultTheme, UserConfig } from 'vitepress';
import { entryPoints } from '../scripts/entry-points.ts';
import { makeRelocatable, placeholder } from '../scripts/relocatable.ts';
import { home } from './home.ts';

/** Pages of the guide in reading order. */
const guide = [
  {
    text: 'Begin',
    items: [
      { text: 'Install', link: '/guide/install' },
      { text: 'Five-minute start', link: '/guide/start' },
      { text: 'Concepts', link: '/guide/concepts' },
    ],
  },
  {
    text: 'Use',
    items: [
      { text: 'Solver and steps', link: '/guide/solvers' },
      { text: 'Backend', link: '/guide/backends' },
      { text: 'Training', link: '/guide/training' },
      { text: 'Editing a frozen memory', link: '/guide/editing' },
      { text: 'Sudoku by oscillators', link: '/guide/sudoku' },
      { text: 'Your own data', link: '/guide/data' },
      { text: 'Files and interop', link: '/guide/files' },
      { text: 'Experiments and sweeps', link: '/guide/experiments' },
      { text: 'Viewing runs', link: '/guide/viewing' },
      { text: 'Recipes', link: '/guide/recipes' },
    ],
  },
  {
    text: 'Know',
    items: [
      { text: 'Numerics and tolerances', link: '/guide/numerics' },
      { text: 'Performance', link: '/guide/performance' },
      { text: 'Extending', link: '/guide/extending' },
      { text: 'Beside other programs', link: '/guide/comparing' },
      { text: 'Troubleshooting', link: '/guide/troubleshooting' },
      { text: 'Glossary', link: '/guide/glossary' },
    ],
  },
];

const reference = [
  {
    text: 'Reference',
    link: '/api/',
    items: entryPoints.map(({ name, page }) => ({ text: name, link: `/api/${page}` })),
  },
];

const config: UserConfig<DefaultTheme.Config> = {
  title: 'hkmem',
  description: 'Guide and reference of hkmem, the Hopfield-Kuramoto associative memory in TypeScript.',
  base: placeholder,
  head: [['link', { rel: 'icon', href: `${placeholder}icon.svg`, type: 'image/svg+xml' }]],
  outDir: 'dist',
  srcExclude: ['README.md'],
  // Any static host finds `guide/start.html`; few find it without its ending.
  cleanUrls: false,
  metaChunk: true,
  markdown: { math: true },
  // The index of the search is one chunk.
  vite: { build: { chunkSizeWarningLimit: 2500 } },
  themeConfig: {
    nav: [
      { text: 'Guide', link: '/guide/install', activeMatch: '/guide/' },
      { text: 'Reference', link: '/api/', activeMatch: '/api/' },
      // The folder above, where the site has the demo.
      { text: 'Demo', link: '/../', target: '_self' },
    ],
    sidebar: { '/guide/': guide, '/api/': reference },
    outline: [2, 3],
    search: {
      provider: 'local',
      options: { miniSearch: { searchOptions: { boost: { title: 6, titles: 2 }, prefix: true } } },
    },
    footer: {
      message:
        'Equations: V. Fanaskov, I. Oseledets, Binding threshold units with artificial oscillatory neurons, arXiv 2505.03648.',
    },
  },
  transformPageData: (page) => (page.relativePath === 'index.md' ? { frontmatter: home, title: '' } : undefined),
  buildEnd: ({ outDir }) => makeRelocatable(outDir),
};

export default config;
