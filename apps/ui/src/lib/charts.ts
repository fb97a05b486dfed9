import type { lineChart } from './line-chart.ts';

/** Draws axes and lines; it brings a library for plots with it, so a page says from where and when it comes. */
export type ChartMaker = typeof lineChart;

let load: () => Promise<ChartMaker> = () =>
  Promise.reject(new Error('No charts: call chartsFrom before the page is made.'));

/** Says where charts come from. To be called before a component with a plot is made. */
export function chartsFrom(maker: () => Promise<ChartMaker>): void {
  load = maker;
}

/** What draws charts, once it is there. */
export function charts(): Promise<ChartMaker> {
  return load();
}
