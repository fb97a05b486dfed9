/** How much larger than the usual 16 px the page's letters are, on a large screen or for a reader who wants them so. */
export function letterScale(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
}
