// The graph of stages: a topological order, cycles named along their path, and selections of stages.
import type {NodeInput, PipelineNode} from './pipeline.ts';

/** Names of the stages that the inputs come from, each once. */
export function dependenciesOf(inputs: Record<string, NodeInput>): string[] {
  const edges = Object.values(inputs).flatMap(input => (input.kind === 'edges' ? input.edges : []));
  return [...new Set(edges.map(edge => edge.stage))];
}

/** Nodes so that each follows all it depends on; or the names along a cycle, first and last the same. */
export function sortTopologically(
  nodes: readonly PipelineNode[],
): {order: PipelineNode[]} | {cycle: string[]} {
  const byName = new Map(nodes.map(node => [node.name, node]));
  const order: PipelineNode[] = [];
  const placed = new Set<string>();
  // The stages being looked at, each with how many of its dependencies were; no recursion, since a chain may be long.
  const path = new Map<PipelineNode, number>();
  const steps: PipelineNode[] = [];
  const enter = (node: PipelineNode): void => {
    path.set(node, 0);
    steps.push(node);
  };
  for (const first of nodes) {
    if (!placed.has(first.name)) enter(first);
    for (let node = steps.at(-1); node; node = steps.at(-1)) {
      const looked = path.get(node) ?? 0;
      path.set(node, looked + 1);
      const dependency = byName.get(node.dependencies[looked] ?? '');
      if (dependency && path.has(dependency)) {
        const cycle = [...steps.slice(steps.indexOf(dependency)), dependency];
        return {cycle: cycle.map(({name}) => name).reverse()};
      }
      if (dependency && !placed.has(dependency.name)) enter(dependency);
      if (looked < node.dependencies.length) continue;
      steps.pop();
      path.delete(node);
      placed.add(node.name);
      order.push(node);
    }
  }
  return {order};
}

/** The named stages and everything they depend on. */
export function withUpstream(nodes: readonly PipelineNode[], names: Iterable<string>): Set<string> {
  const selected = new Set(names);
  for (const node of [...nodes].reverse()) {
    if (selected.has(node.name)) for (const name of node.dependencies) selected.add(name);
  }
  return selected;
}

/** The named stages and everything that depends on them. */
export function withDownstream(
  nodes: readonly PipelineNode[],
  names: Iterable<string>,
): Set<string> {
  const selected = new Set(names);
  for (const node of nodes) {
    if (node.dependencies.some(name => selected.has(name))) selected.add(node.name);
  }
  return selected;
}

/** Stages whose outputs no other stage takes: their outputs are what a run is for. */
export function finalNodes(nodes: readonly PipelineNode[]): PipelineNode[] {
  const used = new Set(nodes.flatMap(node => node.dependencies));
  return nodes.filter(node => !used.has(node.name));
}

/** Stages as people name them: those of a `foreach` are one name, and each may also be named with its item. */
export function declaredNames(nodes: readonly PipelineNode[]): string[] {
  return [...new Set(nodes.map(({name, group}) => group ?? name))];
}

/** The nodes that a name stands for: one, or all items of a `foreach`; none when it is unknown. */
export function nodesNamed(nodes: readonly PipelineNode[], name: string): PipelineNode[] {
  return nodes.filter(node => node.name === name || node.group === name);
}
