import { chartsFrom } from '@hkmem/ui/lib/charts.ts';

/** Longest that others wait for the first scene, in milliseconds: it may have failed in a way that nobody foresaw. */
const longest = 8000;

let told: () => void = () => {};

/**
 * Resolves when the scene that is seen first can be used, or cannot be: what draws plots and the other scenes are fetched
 * after that, so that on a slow line nothing comes before it.
 */
export const firstWorks: Promise<void> = new Promise((resolve) => {
  told = resolve;
});

/** Says that the first scene works. */
export function sayFirstWorks(): void {
  told();
}

setTimeout(told, longest);
chartsFrom(async () => {
  await firstWorks;
  return (await import('@hkmem/ui/lib/line-chart.ts')).lineChart;
});
