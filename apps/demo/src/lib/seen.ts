/** Calls back once, when the element is near the view. */
export function whenNear(element: HTMLElement, near: () => void): { destroy(): void } {
  const observer = new IntersectionObserver(
    (entries) => {
      if (entries.some((entry) => entry.isIntersecting)) {
        observer.disconnect();
        near();
      }
    },
    { rootMargin: '1200px' },
  );
  observer.observe(element);
  return { destroy: () => observer.disconnect() };
}
