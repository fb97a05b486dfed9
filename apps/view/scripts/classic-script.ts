import type { Plugin } from 'vite';

/** Names the page's script and styles so that it opens from a file too, where a browser loads no modules. */
export function classicScript(): Plugin {
  return {
    name: 'hkmem-classic-script',
    enforce: 'post',
    transformIndexHtml: {
      order: 'post',
      handler: (html) => html.replaceAll(' crossorigin', '').replace('<script type="module"', '<script defer'),
    },
  };
}
