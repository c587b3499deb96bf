// The graph as an SVG picture for the README: rounded boxes, arrows with port labels, no script, no web font.

import type {Point} from '@dagrejs/dagre';
import type {Pipeline} from '../declare/pipeline.ts';
import {type Arrow, type Box, viewGraph} from './graph-view.ts';
import {type Cell, type Layout, layoutGraph} from './layout-graph.ts';

const NAME_CHAR_WIDTH = 7.6;
const NOTE_CHAR_WIDTH = 6.3;
const LABEL_CHAR_WIDTH = 6.1;
const LINE_HEIGHT = 16;
const LABEL_HEIGHT = 15;

const STYLE = `
    text { font-family: system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif; text-anchor: middle; dominant-baseline: central; }
    .name { font-size: 13px; font-weight: 600; fill: #1b2a3a; }
    .note { font-size: 11px; fill: #56657a; }
    .label { font-size: 11px; fill: #46566b; }
    .stage rect { fill: #eaf2fb; stroke: #3b6ea5; }
    .final rect { fill: #e6f5ec; stroke: #2f8a57; }
    .source rect { fill: #fbf6e9; stroke: #b3923c; stroke-dasharray: 4 3; }
    .source .name { font-weight: 400; }
    .arrow { fill: none; stroke: #8a99ac; stroke-width: 1.4; }
    .halo { fill: #ffffff; }`;

/** The pipeline as one SVG document. */
export async function drawGraph(pipeline: Pipeline): Promise<string> {
  const {boxes, arrows} = viewGraph(pipeline);
  const cells = boxes.map(toCell);
  const links = arrows.map(({from, to, ports}) => {
    const {width, height} = labelSize(ports);
    return {from, to, label: {width: width + 2, height}};
  });
  const layout = await layoutGraph(cells, links);
  const sizes = new Map(cells.map(cell => [cell.id, cell]));
  const width = Math.ceil(layout.width);
  const height = Math.ceil(layout.height);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
  <title>${escapeText(pipeline.name)}: stages and what flows between them</title>
  <style>${STYLE}
  </style>
  <defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0.8 L7.4 4 L0 7.2 Z" fill="#8a99ac"/></marker></defs>
  <rect class="halo" width="${width}" height="${height}" rx="10"/>
${arrows.map((arrow, index) => drawArrow(arrow, index, layout, arrows, sizes)).join('\n')}
${arrows.map((arrow, index) => drawLabel(arrow, layout.routes[index].label)).join('\n')}
${boxes.map(box => drawBox(box, layout, sizes)).join('\n')}
</svg>
`;
}

function toCell({id, lines: [name, ...notes]}: Box): Cell {
  const widths = [
    name.length * NAME_CHAR_WIDTH,
    ...notes.map(note => note.length * NOTE_CHAR_WIDTH),
  ];
  return {id, width: Math.max(...widths) + 30, height: 18 + LINE_HEIGHT * (1 + notes.length)};
}

function drawBox({id, kind, lines}: Box, layout: Layout, sizes: Map<string, Cell>): string {
  const {x, y} = layout.centers.get(id) as Point;
  const {width, height} = sizes.get(id) as Cell;
  const radius = kind === 'source' ? height / 2 : 8;
  const first = y - ((lines.length - 1) * LINE_HEIGHT) / 2;
  const texts = lines.map(
    (line, index) =>
      `<text class="${index === 0 ? 'name' : 'note'}" x="${round(x)}" y="${round(first + index * LINE_HEIGHT)}">${escapeText(line)}</text>`,
  );
  return `  <g class="${kind}"><rect x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${round(width)}" height="${round(height)}" rx="${round(radius)}"/>${texts.join('')}</g>`;
}

/** Ports stand one below the other: side by side they would push boxes far apart. */
function labelSize(ports: readonly string[]): {width: number; height: number} {
  const longest = Math.max(...ports.map(({length}) => length));
  return {width: longest * LABEL_CHAR_WIDTH + 6, height: ports.length * LABEL_HEIGHT};
}

function drawLabel({ports}: Arrow, {x, y}: Point): string {
  const {width, height} = labelSize(ports);
  const halo = `<rect class="halo" x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${round(width)}" height="${height}"/>`;
  const texts = ports.map((port, i) => {
    const middle = y + (i - (ports.length - 1) / 2) * LABEL_HEIGHT;
    return `<text class="label" x="${round(x)}" y="${round(middle)}">${escapeText(port)}</text>`;
  });
  return `  ${halo}${texts.join('')}`;
}

function drawArrow(
  arrow: Arrow,
  index: number,
  layout: Layout,
  arrows: readonly Arrow[],
  sizes: Map<string, Cell>,
): string {
  const start = attach(arrow.from, 'bottom', arrows, layout, sizes, index);
  const end = attach(arrow.to, 'top', arrows, layout, sizes, index);
  const points = [start, ...layout.routes[index].bends, end];
  const path = points.slice(1).map((point, i) => {
    const middle = (points[i].y + point.y) / 2;
    return `C${round(points[i].x)} ${round(middle)} ${round(point.x)} ${round(middle)} ${round(point.x)} ${round(point.y)}`;
  });
  return `  <path class="arrow" marker-end="url(#tip)" d="M${round(start.x)} ${round(start.y)} ${path.join(' ')}"/>`;
}

// Arrows that share a side of a box leave or enter side by side, in the order of where they come from or go to.
function attach(
  id: string,
  side: 'top' | 'bottom',
  arrows: readonly Arrow[],
  layout: Layout,
  sizes: Map<string, Cell>,
  index: number,
): Point {
  const {x, y} = layout.centers.get(id) as Point;
  const {width, height} = sizes.get(id) as Cell;
  const nearest = (i: number): number => layout.routes[i].bends.at(side === 'top' ? -1 : 0)?.x ?? x;
  const sharing = [...arrows.keys()]
    .filter(i => (side === 'top' ? arrows[i].to : arrows[i].from) === id)
    .sort((a, b) => nearest(a) - nearest(b));
  const step = Math.min(26, (width - 24) / sharing.length);
  const shift = (sharing.indexOf(index) - (sharing.length - 1) / 2) * step;
  return {x: x + shift, y: side === 'top' ? y - height / 2 : y + height / 2};
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escapeText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
