// What a picture of the pipeline shows: boxes for stages and source files, arrows labelled with ports.

import {finalNodes} from '../declare/graph.ts';
import type {Pipeline, PipelineNode} from '../declare/pipeline.ts';

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
  /** What flows along it: the ports of `from`, or the input that a source is. */
  ports: string[];
}

export interface GraphView {
  boxes: Box[];
  arrows: Arrow[];
}

/** Nodes that are drawn as one box: one node, or all that a `foreach` gave. */
interface Group {
  id: string;
  nodes: PipelineNode[];
  /** By port, the boxes its edges come from and the ports they leave by. */
  ports: Map<string, Map<string, Set<string>>>;
}

/** Boxes in topological order, each source before its stage; one arrow for all ports between two boxes. */
export function viewGraph(pipeline: Pipeline): GraphView {
  const final = new Set(finalNodes(pipeline.nodes).map(({name}) => name));
  const groups = groupNodes(pipeline.nodes);
  const view: GraphView = {boxes: [], arrows: []};
  for (const group of groups) {
    addSources(group, view);
    const kind = group.nodes.some(node => final.has(node.name)) ? 'final' : 'stage';
    view.boxes.push({id: group.id, kind, lines: [group.id, ...notesOf(group)]});
    addEdges(group, view);
  }
  addGathered(groups, view);
  return view;
}

/** In the order of each group's last node, which is that of the graph: what a group needs stands before it. */
function groupNodes(nodes: readonly PipelineNode[]): Group[] {
  const idOf = new Map(nodes.map(node => [node.name, node.group ?? node.name]));
  const groups = new Map<string, Group>();
  for (const node of nodes) {
    const id = node.group ?? node.name;
    const group: Group = groups.get(id) ?? {id, nodes: [], ports: new Map()};
    groups.delete(id);
    groups.set(id, group);
    group.nodes.push(node);
    for (const [port, input] of Object.entries(node.inputs)) {
      if (input.kind !== 'edges') continue;
      const from = group.ports.get(port) ?? new Map<string, Set<string>>();
      group.ports.set(port, from);
      for (const edge of input.edges) {
        const box = idOf.get(edge.stage) ?? edge.stage;
        if (box === id) continue;
        from.set(box, (from.get(box) ?? new Set()).add(edge.port));
      }
    }
  }
  return [...groups.values()];
}

function notesOf({id, nodes: [node, ...others], ports}: Group): string[] {
  const file = node.uses.split('/').at(-1) ?? node.uses;
  return [
    ...(file === id ? [] : [file]),
    ...(others.length > 0 ? [`${others.length + 1} times`] : []),
    ...[...ports].flatMap(([port, from]) =>
      isGathered(from) ? [`and ${port} of ${from.size} stages`] : [],
    ),
  ];
}

function isGathered(from: ReadonlyMap<string, unknown>): boolean {
  return from.size >= GATHERED_FROM;
}

function addSources({id, nodes: [node]}: Group, view: GraphView): void {
  for (const [port, input] of Object.entries(node.inputs)) {
    if (input.kind !== 'source' || input.files.length === 0) continue;
    const {files} = input;
    const source = `${id}.${port}`;
    const name = files.length === 1 ? files[0].name : `${files.length} files`;
    view.boxes.push({id: source, kind: 'source', lines: [name]});
    view.arrows.push({from: source, to: id, ports: [port]});
  }
}

function addEdges({id, ports}: Group, view: GraphView): void {
  const labels = new Map<string, Set<string>>();
  for (const from of ports.values()) {
    if (isGathered(from)) continue;
    for (const [box, names] of from) {
      labels.set(box, new Set([...(labels.get(box) ?? []), ...names]));
    }
  }
  for (const [from, names] of labels) {
    view.arrows.push({from, to: id, ports: [...names]});
  }
}

/** Of the edges into a gathered port those of boxes that no arrow leaves yet: nothing looks unused. */
function addGathered(groups: readonly Group[], view: GraphView): void {
  for (const {id, ports} of groups) {
    for (const from of [...ports.values()].filter(isGathered)) {
      for (const [box, names] of from) {
        if (view.arrows.some(arrow => arrow.from === box)) continue;
        view.arrows.push({from: box, to: id, ports: [...names]});
      }
    }
  }
}
