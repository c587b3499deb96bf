import {describe, expect, test} from '@jest/globals';
import {createRandom, randomFromState} from '../../shared/stats/random.ts';

describe('createRandom', () => {
  test('follows the reference implementation of xoshiro128**', () => {
    // First outputs of the authors' C code from the state 1, 2, 3, 4.
    const reference = [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849];
    const random = randomFromState(Uint32Array.of(1, 2, 3, 4));
    expect(reference.map(() => random.next() * 2 ** 32)).toEqual(reference);
  });

  test('repeats itself for equal seeds and differs for other seeds and streams', () => {
    const draw = (...seeds: [number, ...number[]]) => {
      const random = createRandom(...seeds);
      return Array.from({length: 5}, () => random.next());
    };
    expect(draw(7, 1)).toEqual(draw(7, 1));
    const distinct = [draw(7), draw(8), draw(7, 0), draw(7, 1), draw(1, 7), draw(0), draw(0, 0)];
    expect(new Set(distinct.map(String)).size).toBe(distinct.length);
  });

  test('numbers are in [0, 1) and evenly spread', () => {
    const random = createRandom(42);
    const bins = new Int32Array(10);
    for (let i = 0; i < 100_000; i++) bins[Math.floor(random.next() * 10)]++;
    // Five standard deviations of a binomial(100 000, 0.1) count.
    for (const count of bins) expect(Math.abs(count - 10_000)).toBeLessThan(475);
  });

  test('whole numbers stay below their bound and reach every value', () => {
    const random = createRandom(3);
    const seen = new Set(Array.from({length: 200}, () => random.int(6)));
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(random.int(1)).toBe(0);
    expect(() => random.int(0)).toThrow(/found 0/);
    expect(() => random.int(2.5)).toThrow(/found 2.5/);
  });

  test('shuffling permutes, and every order is about equally likely', () => {
    const random = createRandom(11);
    const orders = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = random.shuffle(Int32Array.of(1, 2, 3)).join('');
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect([...orders.keys()].sort()).toEqual(['123', '132', '213', '231', '312', '321']);
    for (const count of orders.values()) expect(Math.abs(count - 1000)).toBeLessThan(145);
  });

  test('a saved state goes on where it stood', () => {
    const random = createRandom(5);
    random.next();
    const state = random.state();
    const expected = [random.next(), random.int(100), random.next()];
    const resumed = randomFromState(state);
    expect([resumed.next(), resumed.int(100), resumed.next()]).toEqual(expected);
  });

  test('seeds and states that cannot work are refused', () => {
    expect(() => createRandom(0.5)).toThrow(/whole number; found 0.5/);
    expect(() => randomFromState(new Uint32Array(4))).toThrow(/not all zero/);
    expect(() => randomFromState(Uint32Array.of(1, 2))).toThrow(/four 32-bit words/);
  });
});
