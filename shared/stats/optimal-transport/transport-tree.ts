// The spanning tree of the network simplex for transport: flows, potentials and their change at a pivot. Nodes are the
// n sources, the m sinks and a root that the artificial first arcs lead to. Strong feasibility: a tree arc without flow
// points to the root, which the choice of the leaving arc keeps.

export interface TransportTree {
  n: number;
  m: number;
  /** Reduced cost of arc (i, j) is cost + potentials[i] − potentials[n + j]. Shape (n + m + 1). */
  potentials: Float64Array;
  /** Arc i·m + j between each node and its parent; n·m + node where it is artificial. Shape (n + m + 1). */
  arcs: Int32Array;
  /** Flow on that arc. Shape (n + m + 1). */
  flows: Float64Array;
  /** Puts other costs on the same flows; `scale` is the largest. */
  setCosts(costs: Float64Array, scale: number): void;
  /** Takes an arc into the tree, sends what flow it can along its cycle and lets the blocking arc out. */
  pivot(arc: number): void;
}

const UP = 1;
const DOWN = -1;

/** The tree in which every source and sink hangs on the root by an artificial arc that carries its mass. */
export function createTree(supplies: ArrayLike<number>, demands: ArrayLike<number>): TransportTree {
  const [n, m] = [supplies.length, demands.length];
  const nodes = n + m + 1;
  const root = nodes - 1;
  const parents = new Int32Array(nodes).fill(root);
  const arcs = Int32Array.from({length: nodes}, (_, node) => n * m + node);
  /** UP where the arc leads from the node to its parent. */
  const directions = Int8Array.from({length: nodes}, (_, node) => (node < n ? UP : DOWN));
  const flows = Float64Array.from({length: nodes}, (_, node) =>
    node < n ? supplies[node] : node < root ? demands[node - n] : 0,
  );
  const depths = new Int32Array(nodes).fill(1);
  const potentials = new Float64Array(nodes);
  const children = createChildren(nodes);
  parents[root] = -1;
  depths[root] = 0;
  for (let node = 0; node < root; node++) children.add(root, node);
  let costs: Float64Array = new Float64Array(0);
  let artificialCost = 0;

  /** Depths and potentials of a node and all below it, from its parent's. */
  function refresh(top: number): void {
    children.walk(top, node => {
      const parent = parents[node];
      if (parent < 0) return;
      depths[node] = depths[parent] + 1;
      const arc = arcs[node];
      // Flow leaves the root only by artificial arcs that must be emptied; those to the root cost nothing.
      const cost = arc < n * m ? costs[arc] : directions[node] === UP ? 0 : artificialCost;
      potentials[node] = potentials[parent] - directions[node] * cost;
    });
  }

  function joinOf(a: number, b: number): number {
    let [u, v] = [a, b];
    while (u !== v) {
      if (depths[u] >= depths[v]) u = parents[u];
      else v = parents[v];
    }
    return u;
  }

  /** The node whose arc to its parent blocks first, seen along the cycle from the join in the flow's direction. */
  function findLeaving(
    source: number,
    sink: number,
    join: number,
  ): {leaving: number; flow: number} {
    let leaving = -1;
    let flow = Infinity;
    // The flow runs down to the source and up from the sink: arcs against it lose flow. The last to block leaves.
    for (let node = source; node !== join; node = parents[node]) {
      if (directions[node] === UP && flows[node] < flow) {
        flow = flows[node];
        leaving = node;
      }
    }
    for (let node = sink; node !== join; node = parents[node]) {
      if (directions[node] === DOWN && flows[node] <= flow) {
        flow = flows[node];
        leaving = node;
      }
    }
    return {leaving, flow};
  }

  function isBelow(node: number, top: number): boolean {
    let u = node;
    while (depths[u] > depths[top]) u = parents[u];
    return u === top;
  }

  /** Hangs the part below `leaving` on `outside` by the entering arc at its node `inside`. */
  function rehang(
    leaving: number,
    inside: number,
    outside: number,
    arc: number,
    flow: number,
  ): void {
    let [node, parent, carried, arrow, amount] = [
      inside,
      outside,
      arc,
      inside < n ? UP : DOWN,
      flow,
    ];
    for (;;) {
      const [oldParent, oldArc, oldArrow, oldFlow] = [
        parents[node],
        arcs[node],
        directions[node],
        flows[node],
      ];
      children.remove(oldParent, node);
      children.add(parent, node);
      parents[node] = parent;
      arcs[node] = carried;
      directions[node] = arrow;
      flows[node] = amount;
      if (node === leaving) return;
      [parent, node, carried, arrow, amount] = [node, oldParent, oldArc, -oldArrow, oldFlow];
    }
  }

  return {
    n,
    m,
    potentials,
    arcs,
    flows,
    setCosts(newCosts, scale) {
      costs = newCosts;
      artificialCost = (scale + 1) * nodes;
      refresh(root);
    },
    pivot(arc) {
      const source = Math.floor(arc / m);
      const sink = n + (arc % m);
      const join = joinOf(source, sink);
      const {leaving, flow} = findLeaving(source, sink, join);
      for (let u = source; u !== join; u = parents[u]) flows[u] -= directions[u] * flow;
      for (let u = sink; u !== join; u = parents[u]) flows[u] += directions[u] * flow;
      const below = isBelow(source, leaving);
      const [inside, outside] = below ? [source, sink] : [sink, source];
      rehang(leaving, inside, outside, arc, flow);
      refresh(inside);
    },
  };
}

/** Children of each node as linked lists: added and removed in constant time. */
function createChildren(nodes: number) {
  const first = new Int32Array(nodes).fill(-1);
  const next = new Int32Array(nodes).fill(-1);
  const previous = new Int32Array(nodes).fill(-1);
  const stack = new Int32Array(nodes);
  return {
    add(parent: number, node: number): void {
      previous[node] = -1;
      next[node] = first[parent];
      if (first[parent] >= 0) previous[first[parent]] = node;
      first[parent] = node;
    },
    remove(parent: number, node: number): void {
      if (previous[node] >= 0) next[previous[node]] = next[node];
      else first[parent] = next[node];
      if (next[node] >= 0) previous[next[node]] = previous[node];
    },
    /** Visits a node and all below it, parents first. */
    walk(top: number, visit: (node: number) => void): void {
      let size = 0;
      stack[size++] = top;
      while (size > 0) {
        const node = stack[--size];
        visit(node);
        for (let child = first[node]; child >= 0; child = next[child]) stack[size++] = child;
      }
    },
  };
}
