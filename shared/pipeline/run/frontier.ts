// What of a run is next: the stages whose inputs are there, in topological order, and those that a failure puts out of
// reach. Each stage and edge is looked at once, so that thousands of stages cost no more than their number.
import type {PipelineNode} from '../declare/pipeline.ts';

export class Frontier {
  readonly #places = new Map<string, number>();
  readonly #waiting = new Map<string, PipelineNode>();
  /** Dependencies that a waiting stage still lacks. */
  readonly #lacking = new Map<string, number>();
  readonly #dependents = new Map<string, PipelineNode[]>();
  readonly #lost = new Set<string>();
  /** Waiting stages that lack nothing, by their place. */
  #ready: PipelineNode[] = [];

  /** `nodes` in topological order; a dependency that is not among them is never there. */
  constructor(nodes: readonly PipelineNode[]) {
    for (const [place, node] of nodes.entries()) {
      this.#places.set(node.name, place);
      this.#waiting.set(node.name, node);
      this.#lacking.set(node.name, node.dependencies.length);
      for (const name of node.dependencies) {
        const known = this.#dependents.get(name);
        if (known) known.push(node);
        else this.#dependents.set(name, [node]);
      }
    }
    this.#ready = nodes.filter(node => node.dependencies.length === 0);
  }

  /** Takes the first ready stage that may start. */
  take(mayStart: (node: PipelineNode) => boolean): PipelineNode | undefined {
    const index = this.#ready.findIndex(mayStart);
    if (index < 0) return undefined;
    const [node] = this.#ready.splice(index, 1);
    this.#waiting.delete(node.name);
    return node;
  }

  /** A stage taken before is done: what lacked only it is ready. */
  finish(name: string): void {
    for (const node of this.#dependents.get(name) ?? []) {
      const lacking = (this.#lacking.get(node.name) ?? 0) - 1;
      this.#lacking.set(node.name, lacking);
      if (lacking === 0 && this.#waiting.has(node.name)) this.#addReady(node);
    }
  }

  /** A stage taken before has failed: takes all that needs it, in order, each with a dependency that it has lost. */
  lose(name: string): {node: PipelineNode; cause: string}[] {
    this.#lost.add(name);
    const found = new Set<PipelineNode>();
    const open = [name];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const node of this.#dependents.get(next) ?? []) {
        if (!this.#waiting.delete(node.name)) continue;
        found.add(node);
        open.push(node.name);
        this.#lost.add(node.name);
      }
    }
    return [...found].sort(this.#byPlace).map(node => ({
      node,
      cause: node.dependencies.find(dependency => this.#lost.has(dependency)) ?? name,
    }));
  }

  /** Takes everything that has not been taken yet, in order. */
  clear(): PipelineNode[] {
    const rest = [...this.#waiting.values()].sort(this.#byPlace);
    this.#waiting.clear();
    this.#ready = [];
    return rest;
  }

  #addReady(node: PipelineNode): void {
    const before = this.#ready.findLastIndex(other => this.#byPlace(other, node) < 0);
    this.#ready.splice(before + 1, 0, node);
  }

  readonly #byPlace = (a: PipelineNode, b: PipelineNode): number =>
    (this.#places.get(a.name) ?? 0) - (this.#places.get(b.name) ?? 0);
}
