import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import ts from 'typescript';

/**
 * The base that the site is built for. VitePress knows absolute bases only, so the site is built for this one, and then
 * every mention of it is replaced by what leads there from wherever the files lie.
 */
export const placeholder = '/hkmem-docs-base/';

/** What the pages call the base at run time. */
const runtimeBase = 'globalThis.hkmemDocsBase';

/** Replaces the placeholder in all files of a build, so that it can be served from any folder of any host. */
export function makeRelocatable(outDir: string): void {
  for (const entry of readdirSync(outDir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(html|js|css)$/.test(entry.name)) continue;
    const file = join(entry.parentPath, entry.name);
    const text = readFileSync(file, 'utf8');
    if (!text.includes(placeholder)) continue;
    const depth = relative(outDir, entry.parentPath).split(sep).filter(Boolean).length;
    const root = '../'.repeat(depth) || './';
    const moved = entry.name.endsWith('.js')
      ? relocateScript(text)
      : entry.name.endsWith('.css')
        ? text.replaceAll(placeholder, root)
        : relocatePage(text, root);
    if (moved.includes(placeholder)) throw new Error(`${file} still names ${placeholder}.`);
    writeFileSync(file, moved);
  }
}

/** String literals that hold the placeholder become expressions over the base at run time. */
export function relocateScript(text: string): string {
  const source = ts.createSourceFile('script.js', text, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS);
  const edits: { readonly from: number; readonly to: number; readonly text: string }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTemplateExpression(node) && node.getText(source).includes(placeholder)) {
      throw new Error('A template with values holds the base; relocateScript knows plain strings only.');
    }
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
      const parts = node.text.split(placeholder);
      if (parts.length > 1) {
        const joined = `${JSON.stringify(parts)}.join(${runtimeBase})`;
        edits.push({ from: node.getStart(source), to: node.getEnd(), text: joined });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return edits.reduceRight((moved, { from, to, text: by }) => `${moved.slice(0, from)}${by}${moved.slice(to)}`, text);
}

/**
 * A page finds the base from its own address; its links are relative in the file and made absolute before the
 * application takes over, since after that the address changes and they do not.
 */
function relocatePage(text: string, root: string): string {
  const find = `<script>${runtimeBase}=new URL(${JSON.stringify(root)},location.href).pathname</script>`;
  const settle =
    '<script>for(const a of document.querySelectorAll("#app [href],#app [src],link[rel=icon]"))for(const n of["href","src"])' +
    '{const v=a.getAttribute(n);if(v&&v[0]=="."){const u=new URL(v,location.href);a.setAttribute(n,u.pathname+u.search+u.hash)}}</script>';
  return text
    .replace(
      /(<script(?![^>]*\ssrc=)[^>]*>)([\s\S]*?)(<\/script>)/g,
      (_all, open: string, code: string, close: string) => {
        return `${open}${code.includes(placeholder) ? relocateScript(code) : code}${close}`;
      },
    )
    .replaceAll(placeholder, root)
    .replace('<head>', () => `<head>\n    ${find}`)
    .replace('</body>', () => `${settle}</body>`);
}
