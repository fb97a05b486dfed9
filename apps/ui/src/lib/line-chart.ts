import { letterScale } from './letter-scale.ts';
import type { Interval, Line } from './lines.ts';
import { digitsFor, Plot, plotStyle, tickTo } from './plot.ts';

export type LineStyle = Pick<Line, 'colour'> & {
  readonly width?: number | undefined;
  readonly dots?: boolean | undefined;
};

export interface LineChartSettings {
  readonly width: number;
  readonly height: number;
  readonly x: Interval;
  readonly y: Interval;
  readonly xLabel: string;
  readonly yTick?: ((value: number) => string) | undefined;
}

/** Axes that Observable Plot has drawn, and lines over them that can be changed without drawing axes again. */
export interface LineChart {
  readonly element: SVGElement;
  /** Puts points on the lines. */
  show(lines: readonly Line[]): void;
  /** Moves the cursor; without a place there is none, and all of the lines is shown in full. */
  point(lines: readonly Line[], at: number | undefined): void;
}

const space = 'http://www.w3.org/2000/svg';
let charts = 0;

/** Draws the axes, and gets a path ready for every line. */
export function lineChart(settings: LineChartSettings, styles: readonly LineStyle[]): LineChart {
  const { width, height, x, y, xLabel } = settings;
  const digits = digitsFor(y);
  const { yTick = (value: number) => tickTo(value, digits) } = settings;
  const scale = letterScale();
  const [top, bottom] = [12 * scale, (xLabel === '' ? 24 : 36) * scale];
  const axes = Plot.plot({
    ...plotStyle(scale),
    width,
    height,
    marginLeft: 44 * scale,
    marginRight: 10 * scale,
    marginTop: top,
    marginBottom: bottom,
    x: { domain: x, label: xLabel === '' ? null : xLabel, labelArrow: 'none', ticks: 5 },
    y: { domain: y, label: null, ticks: 4, tickFormat: yTick },
    marks: [Plot.gridY({ stroke: 'var(--line)', strokeOpacity: 1, ticks: 4 })],
  });
  const [across, up] = [axes.scale('x')!, axes.scale('y')!];
  const element = axes as unknown as SVGElement;
  for (const part of element.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label');
  element.setAttribute('role', 'img');
  // Until axes follow, values may lie far outside of them, and a drawing may show beyond its edges.
  const edge = made('clipPath', element, { id: `chart-${++charts}` });
  made('rect', edge, { x: 0, y: 0, width, height });
  const clip = made('clipPath', element, { id: `chart-past-${charts}` });
  const past = made('rect', clip, { x: 0, y: 0, width, height });
  const whole = made('g', element, { 'clip-path': `url(#chart-${charts})` });
  const faint = styles.map((style) => path(whole, style, 0.28, scale));
  const full = made('g', element, { 'clip-path': `url(#chart-past-${charts})` });
  const strong = styles.map((style) => path(full, style, 1, scale));
  const rule = made('line', element, {
    y1: top,
    y2: height - bottom,
    stroke: 'var(--quiet)',
    'stroke-dasharray': '2 3',
  });
  const dots = styles.map(({ colour }) =>
    made('circle', element, { r: 4 * scale, fill: colour, stroke: 'var(--paper)', 'stroke-width': 1.5 * scale }),
  );
  return {
    element,
    show(lines) {
      lines.forEach(({ points, dots: alone }, n) => {
        const text = points
          .filter(([px]) => px >= x[0])
          .map(([px, py], k) => {
            const place = `${across.apply(px).toFixed(1)},${up.apply(py).toFixed(1)}`;
            return alone ? `M${place}h0` : `${k === 0 ? 'M' : 'L'}${place}`;
          })
          .join('');
        strong[n]?.setAttribute('d', text);
        faint[n]?.setAttribute('d', text);
      });
    },
    point(lines, at) {
      const shown = at !== undefined && lines.some(({ points }) => points.length > 0);
      for (const part of [rule, ...dots, ...faint]) part.setAttribute('visibility', shown ? 'visible' : 'hidden');
      past.setAttribute('width', String(shown ? Math.max(0, across.apply(at)) : width));
      if (!shown) return;
      for (const end of ['x1', 'x2']) rule.setAttribute(end, String(across.apply(at)));
      lines.forEach(({ points }, n) => {
        const last = points.findLast(([px]) => px <= at + 1e-9);
        if (last === undefined) return;
        dots[n]?.setAttribute('cx', String(across.apply(last[0])));
        dots[n]?.setAttribute('cy', String(up.apply(last[1])));
      });
    },
  };
}

function path(
  parent: Element,
  { colour, width = 2, dots = false }: LineStyle,
  opacity: number,
  scale: number,
): SVGElement {
  return made('path', parent, {
    fill: 'none',
    stroke: colour,
    'stroke-width': width * scale,
    'stroke-opacity': opacity,
    'stroke-linecap': dots ? 'round' : 'butt',
    'stroke-linejoin': 'round',
  });
}

function made(name: string, parent: Element, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const element = document.createElementNS(space, name) as SVGElement;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  parent.append(element);
  return element;
}
