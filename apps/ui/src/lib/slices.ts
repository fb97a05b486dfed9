/** Work of the page that can wait, one piece a frame, so that no piece holds up a finger, a key or a picture for long. */
const waiting: (() => void)[] = [];
let working = false;
/** Where no frames are drawn, as in a hidden tab, the next piece starts after so many milliseconds. */
const frameAtLatest = 120;

/** Queues a piece of work; the function that comes back takes it out of the queue again. */
export function inSlice(work: () => void): () => void {
  waiting.push(work);
  if (!working) {
    working = true;
    next();
  }
  return () => {
    const place = waiting.indexOf(work);
    if (place >= 0) waiting.splice(place, 1);
  };
}

function next(): void {
  let begun = false;
  const begin = (): void => {
    if (begun) return;
    begun = true;
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    // After the frame, in a task of its own.
    setTimeout(work, 0);
  };
  const timer = setTimeout(begin, frameAtLatest);
  const frame = requestAnimationFrame(begin);
}

function work(): void {
  const piece = waiting.shift();
  if (piece === undefined) {
    working = false;
    return;
  }
  try {
    piece();
  } finally {
    next();
  }
}

/** Resolves when all work that is queued now has been done. */
export function sliced(): Promise<void> {
  return new Promise((resolve) => {
    inSlice(resolve);
  });
}
