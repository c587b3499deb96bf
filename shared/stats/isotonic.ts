// Isotonic regression: the non-decreasing step function nearest to the data, by pooling adjacent violators
// (Ayer et al. 1955; Barlow et al. 1972). It turns scores into rates without assuming a shape (Zadrozny & Elkan 2002).

/** Ascending places and the fitted mean there: one point a pool, at the pool's mean place. */
export interface IsotonicFit {
  expected: number[];
  observed: number[];
}

interface Pool {
  x: number;
  y: number;
  weight: number;
}

/** Fits y to be non-decreasing in x; pools of fewer than `minPool` points are joined, so that each rate is a rate. */
export function fitIsotonic(x: ArrayLike<number>, y: ArrayLike<number>, minPool = 1): IsotonicFit {
  const order = Int32Array.from({length: x.length}, (_, i) => i).sort(
    (a, b) => x[a] - x[b] || a - b,
  );
  const pools: Pool[] = [];
  let open: Pool = {x: 0, y: 0, weight: 0};
  for (const i of order) {
    open = join(open, {x: x[i], y: y[i], weight: 1});
    if (open.weight < minPool) continue;
    pushPool(pools, open);
    open = {x: 0, y: 0, weight: 0};
  }
  if (open.weight > 0) {
    const last = pools.pop();
    pushPool(pools, last ? join(last, open) : open);
  }
  return {expected: pools.map(pool => pool.x), observed: pools.map(pool => pool.y)};
}

/** Adds a pool at the end, merging backwards until means ascend. */
function pushPool(pools: Pool[], pool: Pool): void {
  let merged = pool;
  while (pools.length > 0 && pools[pools.length - 1].y >= merged.y) {
    merged = join(pools.pop()!, merged);
  }
  pools.push(merged);
}

function join(a: Pool, b: Pool): Pool {
  const weight = a.weight + b.weight;
  return {
    x: (a.x * a.weight + b.x * b.weight) / weight,
    y: (a.y * a.weight + b.y * b.weight) / weight,
    weight,
  };
}
