/** What says that the reader goes where they want to. */
const moves = ['wheel', 'touchstart', 'keydown', 'pointerdown'] as const;

/**
 * Keeps an element at the top of the window while what is above it grows, until the reader moves. Changes of the
 * document are followed at once: a browser counts what moves before observers of sizes are told as a shift.
 */
export function anchored(content: HTMLElement, id: string): { destroy(): void } {
  const go = (): void => document.getElementById(id)?.scrollIntoView({ behavior: 'instant' });
  const [changes, sizes] = [new MutationObserver(go), new ResizeObserver(go)];
  const destroy = (): void => {
    changes.disconnect();
    sizes.disconnect();
    document.documentElement.style.overflowAnchor = '';
    for (const move of moves) removeEventListener(move, destroy);
  };
  if (id === '') return { destroy };
  for (const move of moves) addEventListener(move, destroy, { passive: true });
  // The browser's own way of staying in place would come on top.
  document.documentElement.style.overflowAnchor = 'none';
  changes.observe(content, { subtree: true, childList: true, characterData: true, attributeFilter: ['style'] });
  sizes.observe(content);
  return { destroy };
}
