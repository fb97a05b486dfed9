/** Milliseconds between two looks at a list that grows fast. */
const pause = 80;

/**
 * Gathers moments that come in quickly, and hands on the whole list: at once for the first, then at most once in a while,
 * so that a page draws few pictures of many. A moment of time 0 begins the list anew: after the loss of a device, work is
 * done once more.
 */
export function collector<Moment extends { readonly t: number }>(
  handOn: (moments: readonly Moment[]) => void,
): (moment: Moment) => void {
  let items: Moment[] = [];
  let waiting = false;
  return (item) => {
    if (item.t === 0) items = [];
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
