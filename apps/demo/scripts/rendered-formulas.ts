import katex from 'katex';
import type { Plugin } from 'vite';
import { formulas } from '../src/lib/formulas.ts';
import { offeredLaws } from '../src/lib/offered-laws.ts';
import { lawOf, texOf } from '../src/worker/law-tex.ts';

/**
 * Gives the page, as the module `virtual:formulas`, what KaTeX makes of every formula, as HTML and MathML by name; and as
 * `virtual:law-formulas` what it makes of the laws that can be chosen, by their TeX.
 */
export function renderedFormulas(): Plugin {
  const made: Readonly<Record<string, () => Record<string, string>>> = {
    'virtual:formulas': ofPage,
    'virtual:law-formulas': ofLaws,
  };
  return {
    name: 'rendered-formulas',
    resolveId: (source) => (source in made ? `\0${source}` : undefined),
    load(resolved) {
      const render = resolved.startsWith('\0') ? made[resolved.slice(1)] : undefined;
      return render && `export default ${JSON.stringify(render())};`;
    },
  };
}

function ofPage(): Record<string, string> {
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

/** Of those that the page refuses there is none. */
function ofLaws(): Record<string, string> {
  const all = (['lagrangian', 'pair'] as const).flatMap((kind) =>
    offeredLaws[kind].map((formula) => ({ kind, formula })),
  );
  return Object.fromEntries(
    all.flatMap((request) => {
      try {
        const { value, slope } = texOf(lawOf(request));
        return [value, slope].map((tex) => [tex, katex.renderToString(tex, { displayMode: true, strict: false })]);
      } catch {
        return [];
      }
    }),
  );
}
