// Disjoint sets with path halving and union by size (Tarjan & van Leeuwen 1984, J. ACM 31:245).

export class UnionFind {
  private readonly parent: Int32Array;
  private readonly sizes: Int32Array;

  /** `count` elements, each alone. */
  constructor(count: number) {
    this.parent = Int32Array.from({length: count}, (_, i) => i);
    this.sizes = new Int32Array(count).fill(1);
  }

  /** The element that stands for the set of `element`. */
  find(element: number): number {
    let at = element;
    while (this.parent[at] !== at) {
      this.parent[at] = this.parent[this.parent[at]];
      at = this.parent[at];
    }
    return at;
  }

  join(a: number, b: number): void {
    const [rootA, rootB] = [this.find(a), this.find(b)];
    if (rootA === rootB) return;
    const [small, large] = this.sizes[rootA] < this.sizes[rootB] ? [rootA, rootB] : [rootB, rootA];
    this.parent[small] = large;
    this.sizes[large] += this.sizes[small];
  }

  /** Number of each element's set, counted from 0 in order of the sets' first elements. Shape (count). */
  labels(): Int32Array {
    const labelOf = new Int32Array(this.parent.length).fill(-1);
    let labels = 0;
    return Int32Array.from(this.parent, (_, element) => {
      const root = this.find(element);
      if (labelOf[root] < 0) labelOf[root] = labels++;
      return labelOf[root];
    });
  }
}
