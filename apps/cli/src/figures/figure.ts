import { largestOf } from '@hkmem/backend';
/** A finished picture: a standalone SVG document and its size in pixels. */
export interface Figure {
  readonly width: number;
  readonly height: number;
  readonly svg: string;
}

/** Wraps SVG content as a document on a white ground, with an optional title line above it. */
export function svgDocument(width: number, height: number, content: string, title = ''): Figure {
  const top = title === '' ? 0 : 28;
  const heading = title === '' ? '' : `<text x="14" y="19" font-size="14" font-weight="600">${escapeXml(title)}</text>`;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height + top}" ` +
    `viewBox="0 0 ${width} ${height + top}" font-family="system-ui, sans-serif" font-size="11" color="#222" fill="#222">` +
    `<rect width="100%" height="100%" fill="white"/>${heading}<g transform="translate(0,${top})">${content}</g></svg>`;
  return { width, height: height + top, svg };
}

/** Figures one under another, as one document. */
export function stackFigures(figures: readonly Figure[], title = ''): Figure {
  let top = 0;
  const parts = figures.map((figure) => {
    const placed = figure.svg.replace('<svg ', `<svg y="${top}" `);
    top += figure.height;
    return placed;
  });
  return svgDocument(largestOf(figures.map((figure) => figure.width)), top, parts.join(''), title);
}

/** Text that is safe in SVG content and attributes. */
export function escapeXml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}

/** An SVG `image` element that shows a PNG with hard pixel edges. */
export function pngImage(png: Uint8Array, x: number, y: number, width: number, height: number): string {
  const data = Buffer.from(png).toString('base64');
  return (
    `<image x="${x}" y="${y}" width="${width}" height="${height}" image-rendering="optimizeSpeed" ` +
    `preserveAspectRatio="none" href="data:image/png;base64,${data}"/>`
  );
}
