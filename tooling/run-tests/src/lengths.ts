import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Most lines that a file of sources may have. */
export const mostLines = 300;

/** Sources below `root` that git tracks and that are longer than allowed, as `path: lines`. Styles may be longer. */
export function longFiles(root: string): readonly string[] {
  return execFileSync('git', ['ls-files', '*.ts', '*.mts', '*.js', '*.mjs', '*.svelte', '*.vue'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((path) => path !== '')
    .map((path) => [path, linesOf(withoutStyles(readFileSync(join(root, path), 'utf8')))] as const)
    .filter(([, lines]) => lines > mostLines)
    .map(([path, lines]) => `${path}: ${lines}`);
}

/** A component without what its style block holds. */
export function withoutStyles(text: string): string {
  return text.replace(/(<style[^>]*>)[\s\S]*?(<\/style>)/g, '$1$2');
}

/** Lines of a text, the last one counted whether it ends or not. */
export function linesOf(text: string): number {
  return text === '' ? 0 : text.replace(/\n$/, '').split('\n').length;
}
