// Every order of a few things, for checks by trying all.

/** All n! orders of 0..n-1. */
export function permutations(n: number): number[][] {
  if (n === 0) return [[]];
  return permutations(n - 1).flatMap(order =>
    Array.from({length: n}, (_, place) => order.toSpliced(place, 0, n - 1)),
  );
}
