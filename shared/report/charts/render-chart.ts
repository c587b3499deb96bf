// Draws a vega-lite chart as an SVG string, with or without a browser; vega is loaded on first use.

import {escapeHtml, type Html, trustedHtml} from '../../text/html.ts';
import {type ChartSpec, chartConfig} from './chart-theme.ts';
import {textWidth} from './text-width.ts';

/** Vega's text measuring, which it lets programs replace; its typings leave it out. */
interface TextMetrics {
  width(item: {fontSize?: number}, text: string): number;
}

/** Vega's own font size where a mark states none, in pixels. */
const DEFAULT_FONT_SIZE = 11;

/**
 * The chart as inline SVG that scales with its column. `id` keeps the names inside the SVG apart from those of
 * the page's other charts; `description` is read out in place of the picture.
 */
export async function renderChart(id: string, description: string, spec: ChartSpec): Promise<Html> {
  const {compile} = await import('vega-lite');
  const vega = await import('vega');
  const {expressionInterpreter: expr} = await import('vega-interpreter');
  const {textMetrics} = vega as unknown as {textMetrics: TextMetrics};
  textMetrics.width = ({fontSize}, text) => textWidth(text, fontSize ?? DEFAULT_FONT_SIZE);
  const compiled = compile({...spec, config: chartConfig} as ChartSpec).spec;
  // Expressions are interpreted: a page that forbids code made of text can draw, too.
  const parsed = vega.parse(compiled, undefined, {ast: true});
  const view = new vega.View(parsed, {renderer: 'none', logLevel: vega.Error, expr});
  const svg = await view.toSVG();
  view.finalize();
  const label = `<svg role="img" aria-label="${escapeHtml(description)}"`;
  return trustedHtml(roundNumbers(renameIds(svg, id)).replace(/^<svg/, label));
}

/** Vega numbers clip paths and gradients through the life of the process; here each chart counts its own. */
function renameIds(svg: string, id: string): string {
  const names = new Map<string, string>();
  for (const [, name] of svg.matchAll(/ id="([^"]+)"/g)) names.set(name, `${id}-${names.size}`);
  return svg
    .replace(/ id="([^"]+)"/g, (_, name) => ` id="${names.get(name)}"`)
    .replace(/url\(#([^)]+)\)/g, (_, name) => `url(#${names.get(name)})`);
}

/** Coordinates to a hundredth of a pixel: a fifth of the size, and no difference to the eye. */
function roundNumbers(svg: string): string {
  return svg.replace(/ (d|transform|x|y|x1|x2|y1|y2|width|height)="[^"]*"/g, attribute =>
    attribute.replace(/-?\d+\.\d{3,}/g, number => String(Math.round(Number(number) * 100) / 100)),
  );
}
