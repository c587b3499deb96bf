import {describe, expect, test} from '@jest/globals';
import {findNearest} from '../../../shared/stats/nearest-neighbours.ts';
import {neighbourPurity, purityByChance} from '../../../shared/stats/neighbourhoods/purity.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import {golden, points} from './golden-points.ts';

describe('neighbour purity', () => {
  test("is the share of scikit-learn's nearest neighbours that have the point's class", () => {
    const nearest = findNearest(points, points, golden.neighbours, true);
    const found = neighbourPurity(nearest, golden.labels);
    found.forEach((value, i) => void expect(value).toBeCloseTo(golden.purity[i], 12));
  });

  test('by chance is what places have that say nothing of classes', () => {
    const random = createRandom(3);
    const labels = Int32Array.from({length: 3000}, (_, i) => Number(i % 10 === 0));
    const coordinates = Float64Array.from(labels, () => random.next());
    const places = {count: labels.length, dimensions: 1, coordinates};
    const purity = neighbourPurity(findNearest(places, places, 5, true), labels);
    const mean = purity.reduce((a, b) => a + b, 0) / purity.length;
    expect(purityByChance(labels)).toBeCloseTo(0.82, 3);
    expect(mean).toBeCloseTo(purityByChance(labels), 1);
    expect(purityByChance([1])).toBeNaN();
  });
});
