import {describe, expect, test} from '@jest/globals';
import {type Coupling, createTransport} from '../../../shared/stats/optimal-transport/transport.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import {permutations} from '../permutations.ts';

const random = createRandom(5);
const ones = (n: number) => new Float64Array(n).fill(1);
const costOf = ({sources, sinks, masses}: Coupling, costs: Float64Array, m: number) =>
  masses.reduce((sum, mass, e) => sum + mass * costs[sources[e] * m + sinks[e]], 0);

function marginals({sources, sinks, masses}: Coupling, n: number, m: number) {
  const rows = new Array(n).fill(0);
  const columns = new Array(m).fill(0);
  masses.forEach((mass, e) => {
    rows[sources[e]] += mass;
    columns[sinks[e]] += mass;
  });
  return {rows, columns};
}

describe('createTransport', () => {
  test('finds the assignment of least cost, as trying all does, also with many ties', () => {
    for (let round = 0; round < 60; round++) {
      const n = 1 + (round % 6);
      const coarse = round % 2 === 0;
      const costs = Float64Array.from({length: n * n}, () =>
        coarse ? random.int(3) : random.next() - 0.5,
      );
      const coupling = createTransport(ones(n), ones(n)).solve(costs);
      const least = Math.min(
        ...permutations(n).map(order => order.reduce((sum, j, i) => sum + costs[i * n + j], 0)),
      );
      expect(costOf(coupling, costs, n)).toBeCloseTo(least, 12);
      expect(new Set(coupling.sinks).size).toBe(n);
      expect(Array.from(coupling.masses)).toEqual(Array(n).fill(1));
    }
  });

  test('splits masses as the expanded assignment would, and from a warm start', () => {
    const supplies = [3, 1, 2];
    const demands = [2, 2, 1, 1];
    const transport = createTransport(supplies, demands);
    const rowOf = supplies.flatMap((mass, i) => Array(mass).fill(i));
    const columnOf = demands.flatMap((mass, j) => Array(mass).fill(j));
    for (let round = 0; round < 20; round++) {
      const costs = Float64Array.from({length: 12}, () => random.int(10));
      const coupling = transport.solve(costs);
      const least = Math.min(
        ...permutations(6).map(order =>
          order.reduce((sum, to, from) => sum + costs[rowOf[from] * 4 + columnOf[to]], 0),
        ),
      );
      expect(costOf(coupling, costs, 4)).toBe(least);
      expect(marginals(coupling, 3, 4)).toEqual({rows: supplies, columns: demands});
    }
  });

  test('proves its own optimum on a larger problem: a warm start ends at the cost of a cold one', () => {
    const [n, m] = [60, 90];
    const [supplies, demands] = [new Float64Array(n).fill(3), new Float64Array(m).fill(2)];
    const warm = createTransport(supplies, demands);
    for (let round = 0; round < 4; round++) {
      const costs = Float64Array.from({length: n * m}, () => random.next());
      const [first, second] = [warm, createTransport(supplies, demands)].map(t => t.solve(costs));
      expect(costOf(first, costs, m)).toBeCloseTo(costOf(second, costs, m), 10);
      expect(marginals(first, n, m).columns).toEqual(Array(m).fill(2));
    }
  });

  test('refuses masses that cannot be transported exactly', () => {
    expect(() => createTransport([1, 2], [2])).toThrow('sums 3 and 2');
    expect(() => createTransport([0.5], [0.5])).toThrow('positive whole masses');
    expect(() => createTransport([1], [1]).solve(new Float64Array(2))).toThrow('shape (1, 1)');
  });
});
