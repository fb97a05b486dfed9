import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where pages of the guide are. */
export const guideFolder: string = fileURLToPath(new URL('../guide/', import.meta.url));

/** A fenced block of a page. */
export interface Block {
  /** The page's file name. */
  readonly page: string;
  /** What follows the fence: `sh`, `sh run`, `ts`. */
  readonly info: string;
  readonly text: string;
}

/** Every fenced block of the guide with the given info, in order. */
export function blocksOf(info: string): readonly Block[] {
  return readdirSync(guideFolder)
    .filter((page) => page.endsWith('.md'))
    .sort()
    .flatMap((page) =>
      [...readFileSync(`${guideFolder}${page}`, 'utf8').matchAll(/^```(\w[^\n]*)\n([\s\S]*?)^```$/gm)]
        .map(([, found, text]) => ({ page, info: found!.trim(), text: text! }))
        .filter((block) => block.info === info),
    );
}
