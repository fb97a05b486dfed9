/** Calls back once, when the element is near the view. */
export function whenNear(element: HTMLElement, near: () => void): { destroy(): void } {
  return whenWithin(element, near, '1200px');
}

/** Calls back once, when some of the element is in the view. */
export function whenSeen(element: HTMLElement, seen: () => void): { destroy(): void } {
  return whenWithin(element, seen, '0px');
}

function whenWithin(element: HTMLElement, near: () => void, rootMargin: string): { destroy(): void } {
  const observer = new IntersectionObserver(
    (entries) => {
      if (entries.some((entry) => entry.isIntersecting)) {
        observer.disconnect();
        near();
      }
    },
    { rootMargin },
  );
  observer.observe(element);
  return { destroy: () => observer.disconnect() };
}
