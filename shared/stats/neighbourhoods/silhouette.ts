// Silhouettes (Rousseeuw 1987, J. Comput. Appl. Math. 20:53): how much nearer a point is to its own class than to the next
// one, −1..1; as scikit-learn's silhouette_samples with Euclidean distances.
import type {Points} from '../principal-components.ts';

/**
 * (b − a) / max(a, b) of each point: a its mean distance to the others of its class, b the least mean distance to another
 * class. 0 for the only point of a class, NaN where all are of one class. `labels`: in 0..classes-1, shape (points).
 */
export function silhouettes(
  points: Points,
  labels: ArrayLike<number>,
  classes: number,
): Float64Array {
  const sums = distanceSums(points, labels, classes);
  const counts = new Int32Array(classes);
  for (let point = 0; point < points.count; point++) counts[labels[point]]++;
  return Float64Array.from({length: points.count}, (_, point) => {
    const own = labels[point];
    let nearest = Number.POSITIVE_INFINITY;
    for (let other = 0; other < classes; other++) {
      if (other === own || counts[other] === 0) continue;
      nearest = Math.min(nearest, sums[point * classes + other] / counts[other]);
    }
    if (nearest === Number.POSITIVE_INFINITY) return Number.NaN;
    if (counts[own] === 1) return 0;
    const within = sums[point * classes + own] / (counts[own] - 1);
    const larger = Math.max(within, nearest);
    return larger === 0 ? 0 : (nearest - within) / larger;
  });
}

/** Sum of the distances from each point to those of each class. Shape (points, classes). */
function distanceSums(
  {count, dimensions, coordinates}: Points,
  labels: ArrayLike<number>,
  classes: number,
): Float64Array {
  const sums = new Float64Array(count * classes);
  for (let i = 1; i < count; i++) {
    for (let j = 0; j < i; j++) {
      let square = 0;
      for (let d = 0; d < dimensions; d++) {
        const difference = coordinates[i * dimensions + d] - coordinates[j * dimensions + d];
        square += difference * difference;
      }
      const distance = Math.sqrt(square);
      sums[i * classes + labels[j]] += distance;
      sums[j * classes + labels[i]] += distance;
    }
  }
  return sums;
}
