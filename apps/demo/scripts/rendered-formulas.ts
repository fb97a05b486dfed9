import katex from 'katex';
import type { Plugin } from 'vite';
import { formulas } from '../src/lib/formulas.ts';

/** Gives the page, as the module `virtual:formulas`, what KaTeX makes of every formula, as HTML and MathML by name. */
export function renderedFormulas(): Plugin {
  const id = 'virtual:formulas';
  return {
    name: 'rendered-formulas',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load: (resolved) => (resolved === `\0${id}` ? `export default ${JSON.stringify(render())};` : undefined),
  };
}

function render(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(formulas).map(([name, { tex, display = false }]) => [
      name,
      katex.renderToString(tex, {
        displayMode: display,
        throwOnError: true,
        strict: false,
        trust: (context) => context.command === '\\htmlClass',
      }),
    ]),
  );
}
