/** Milliseconds between two looks at a list that grows fast. */
const pause = 80;

/**
 * Gathers items that come in quickly, and hands on the whole list: at once for the first item, then at most once in a
 * while, so that a page draws few pictures of many.
 */
export function collector<Item>(handOn: (items: readonly Item[]) => void): (item: Item) => void {
  const items: Item[] = [];
  let waiting = false;
  return (item) => {
    items.push(item);
    if (waiting) return;
    handOn(items.slice());
    waiting = true;
    setTimeout(() => {
      waiting = false;
      handOn(items.slice());
    }, pause);
  };
}
