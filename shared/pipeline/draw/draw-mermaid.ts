// The graph as Mermaid text (mermaid.js.org), which code hosts draw inside Markdown.
import type {Pipeline} from '../declare/pipeline.ts';
import {type Box, viewGraph} from './graph-view.ts';

/** A Mermaid flowchart: sources rounded, stages as boxes, edges labelled with the ports they carry. */
export function drawMermaid(pipeline: Pipeline): string {
  const {boxes, arrows} = viewGraph(pipeline);
  const lines = [
    'flowchart TD',
    ...boxes.map(box => `  ${idOf(box.id)}${drawBox(box)}`),
    ...arrows.map(({from, to, ports}) => `  ${idOf(from)} -->|${ports.join(', ')}| ${idOf(to)}`),
  ];
  return `${lines.join('\n')}\n`;
}

// Mermaid reads a dot in an identifier as an edge, and a bracket as the box.
function idOf(id: string): string {
  return id.replace('.', '--').replace(/\[(.*?)\]/, '---$1');
}

function drawBox({kind, lines}: Box): string {
  const text = `"${lines.join('<br/>')}"`;
  return kind === 'source' ? `([${text}])` : `[${text}]`;
}
