// One look for all charts: Okabe & Ito's colour-blind-safe palette (2008), thin grid, the page's type.
import type {Config, TopLevelSpec} from 'vega-lite';
import type {NamedMethods} from '../method-names.ts';

export type ChartSpec = TopLevelSpec;

export const INK = '#24292f';
export const MUTED = '#57606a';
const AXIS = '#afb8c1';
const GRID = '#e7ebef';

/** Width of a chart that fills the page's column, axes included, in pixels. */
export const FULL_WIDTH = 1016;

/** A chart of one panel as wide as the column. */
export const fullWidth = {
  width: FULL_WIDTH,
  autosize: {type: 'fit' as const, contains: 'padding' as const},
};

/** Chance is grey in every chart. */
const CHANCE_COLOUR = '#8c959f';
/** Colours of the other methods in their order; the first, which the others are compared with, has the page's accent. */
const COLOURS = [
  ...['#0072b2', '#e69f00', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#b8a800', '#000000'],
  ...['#7f3c8d', '#a5673f'],
];

/** Colour domain and range for the methods, in their order. */
export function methodScale(
  methods: readonly string[],
  isChance: (method: string) => boolean = () => false,
): {domain: string[]; range: string[]} {
  let used = 0;
  const range = methods.map(method =>
    isChance(method) ? CHANCE_COLOUR : COLOURS[used++ % COLOURS.length],
  );
  return {domain: [...methods], range};
}

/**
 * Colour channel of the methods with a legend of at most five a row on top; `suffixes` adds a few words to a method's name
 * there. Where only some of `all` are drawn, they keep the colours that they have elsewhere.
 */
export function methodColour(
  methods: readonly string[],
  named: NamedMethods,
  suffixes: Record<string, string> = {},
  all: readonly string[] = methods,
) {
  const {domain, range} = methodScale(all, method => named[method].kind === 'chance');
  const names = Object.fromEntries(
    methods.map(method => [method, named[method].label + (suffixes[method] ?? '')]),
  );
  return {
    field: 'method',
    type: 'nominal' as const,
    title: null,
    scale: {
      domain: [...methods],
      range: methods.map(method => range[domain.indexOf(method)]),
    },
    legend: {
      columns: Math.min(5, methods.length),
      labelExpr: `(${JSON.stringify(names)})[datum.value]`,
      symbolOpacity: 1,
    },
  };
}

/** The least of 1, 2, 3, 4, 5, 6, 8 × a power of ten at or above the value: an axis that ends on a tick. */
export function roundUp(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 3, 4, 5, 6, 8, 10].find(step => value <= step * power * (1 + 1e-9)) ?? 10;
  return Number((step * power).toPrecision(3));
}

export const chartConfig: Config = {
  background: 'transparent',
  font: 'system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif',
  view: {stroke: null},
  axis: {
    domainColor: AXIS,
    tickColor: AXIS,
    gridColor: GRID,
    labelColor: MUTED,
    titleColor: INK,
    labelFontSize: 12,
    titleFontSize: 12.5,
    titleFontWeight: 'normal',
    titlePadding: 10,
    labelPadding: 5,
    tickSize: 4,
  },
  axisX: {grid: false},
  legend: {
    titleColor: INK,
    titleFontSize: 12.5,
    titleFontWeight: 'normal',
    orient: 'top',
    direction: 'horizontal',
    labelColor: INK,
    labelFontSize: 12.5,
    labelLimit: 400,
    columnPadding: 22,
    symbolSize: 110,
    offset: 16,
  },
  title: {color: INK, fontSize: 13, fontWeight: 600, anchor: 'start', frame: 'group', offset: 14},
};
