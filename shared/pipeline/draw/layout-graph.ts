// Places the boxes and labels of a graph from top to bottom, by dagre (layered layout of Gansner et al. 1993).
import type {EdgeLabel, GraphLabel, NodeLabel, Point} from '@dagrejs/dagre';

/** Something with a size to place; `width` and `height` in pixels. */
export interface Cell {
  id: string;
  width: number;
  height: number;
}

export interface Link {
  from: string;
  to: string;
  /** Size of the label on it. */
  label: Omit<Cell, 'id'>;
}

export interface Layout {
  width: number;
  height: number;
  /** Centre of every cell. */
  centers: Map<string, Point>;
  /** By link: the centre of its label, and the points that it passes between its two cells. */
  routes: {label: Point; bends: Point[]}[];
}

const OPTIONS = {
  rankdir: 'TB',
  marginx: 16,
  marginy: 16,
  nodesep: 16,
  edgesep: 8,
  ranksep: 32,
} as const;
/** How much more than others the only link into a cell wants to be short and straight. */
const ONLY_LINK_WEIGHT = 8;

/** Places cells so that links run downward; links must form no cycle. */
export async function layoutGraph(cells: readonly Cell[], links: readonly Link[]): Promise<Layout> {
  const {Graph, layout} = await import('@dagrejs/dagre');
  const graph = new Graph<GraphLabel, NodeLabel & Point, EdgeLabel & Point & {points: Point[]}>();
  graph.setGraph({...OPTIONS});
  for (const {id, width, height} of cells) graph.setNode(id, {width, height});
  for (const {from, to, label} of links) {
    const isOnly = links.filter(link => link.to === to).length === 1;
    graph.setEdge(from, to, {...label, labelpos: 'c', weight: isOnly ? ONLY_LINK_WEIGHT : 1});
  }
  const {width = 0, height = 0} = layout(graph).graph();
  return {
    ...{width, height},
    centers: new Map(cells.map(({id}) => [id, graph.node(id)])),
    routes: links.map(({from, to}) => {
      const {x, y, points} = graph.edge(from, to);
      // The first and the last point lie on the borders of the cells.
      return {label: {x, y}, bends: points.slice(1, -1)};
    }),
  };
}
