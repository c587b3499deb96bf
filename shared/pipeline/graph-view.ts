// What a picture of the pipeline shows: boxes for stages and source files, arrows labelled with ports.
import type {Pipeline, PipelineNode} from './graph.ts';
import {finalNodes} from './graph.ts';

/** Edges from this many stages into one port would bury the others; the box names the port instead. */
const GATHERED_FROM = 4;

export interface Box {
  id: string;
  kind: 'stage' | 'source' | 'final';
  /** First the name; then notes, e.g. the stage file it uses. */
  lines: string[];
}

export interface Arrow {
  from: string;
  to: string;
  label: string;
}

export interface GraphView {
  boxes: Box[];
  arrows: Arrow[];
}

/** Boxes in topological order, each source before its stage; one arrow for all ports between two stages. */
export function viewGraph(pipeline: Pipeline): GraphView {
  const final = new Set(finalNodes(pipeline.nodes).map(node => node.name));
  const view: GraphView = {boxes: [], arrows: []};
  for (const node of pipeline.nodes) {
    addSources(node, view);
    const kind = final.has(node.name) ? 'final' : 'stage';
    view.boxes.push({id: node.name, kind, lines: [node.name, ...notesOf(node)]});
    addEdges(node, view);
  }
  return view;
}

function notesOf(node: PipelineNode): string[] {
  const file = node.uses.split('/').at(-1) ?? node.uses;
  const gathered = Object.entries(node.inputs).flatMap(([port, input]) =>
    input.kind === 'edges' && input.edges.length >= GATHERED_FROM
      ? [`and ${port} of ${input.edges.length} stages`]
      : [],
  );
  return [...(file === (node.group ?? node.name) ? [] : [file]), ...gathered];
}

function addSources(node: PipelineNode, view: GraphView): void {
  for (const [port, input] of Object.entries(node.inputs)) {
    if (input.kind !== 'source' || input.files.length === 0) continue;
    const {files} = input;
    const id = `${node.name}.${port}`;
    const name = files.length === 1 ? files[0].name : `${files.length} files`;
    view.boxes.push({id, kind: 'source', lines: [name]});
    view.arrows.push({from: id, to: node.name, label: port});
  }
}

function addEdges(node: PipelineNode, view: GraphView): void {
  const ports = new Map<string, Set<string>>();
  for (const input of Object.values(node.inputs)) {
    if (input.kind !== 'edges' || input.edges.length >= GATHERED_FROM) continue;
    for (const {stage, port} of input.edges) {
      ports.set(stage, (ports.get(stage) ?? new Set()).add(port));
    }
  }
  for (const [from, names] of ports) {
    view.arrows.push({from, to: node.name, label: [...names].join(', ')});
  }
}
