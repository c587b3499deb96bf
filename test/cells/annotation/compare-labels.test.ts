import {describe, expect, test} from '@jest/globals';
import {compareLabels, foreignLabelsText} from '../../../shared/cells/annotation/compare-labels.ts';
import {createRandom} from '../../../shared/stats/random.ts';

const TYPES = ['B', 'NK', 'T'];

describe('labels of a file beside the likeliest types', () => {
  test('every labelled cell is counted once, at random', () => {
    const random = createRandom(4);
    for (let attempt = 0; attempt < 50; attempt++) {
      const labels = [...TYPES.slice(random.int(4)), 'CD19+ B', 'other'].slice(0, random.int(5));
      const rows = Array.from({length: random.int(60)}, () => ({
        label:
          random.int(5) === 0 ? null : (labels[random.int(Math.max(1, labels.length))] ?? null),
        likeliest: TYPES[random.int(3)],
      }));
      const {cells, right, names, foreign, pairs} = compareLabels(rows, TYPES);
      const labelled = rows.filter(({label}) => label !== null);
      const known = labelled.filter(({label}) => TYPES.includes(label!));
      expect(pairs.reduce((sum, pair) => sum + pair.cells, 0)).toBe(labelled.length);
      expect([cells, right]).toEqual([
        known.length,
        known.filter(({label, likeliest}) => label === likeliest).length,
      ]);
      const own = new Set(labelled.map(({label}) => label!));
      expect(names).toBe(own.size);
      expect([...foreign].sort()).toEqual([...own].filter(label => !TYPES.includes(label)).sort());
      const text = foreignLabelsText({names, foreign}, TYPES, 'obs');
      expect(text === undefined).toBe(foreign.length === 0);
      expect(/^None of/.test(text ?? '')).toBe(names > 0 && foreign.length === names);
    }
  });

  test('says which names the model does not know', () => {
    const rows = ['x', 'x', 'y', 'T'].map(label => ({label, likeliest: 'T'}));
    expect(foreignLabelsText(compareLabels(rows, TYPES), TYPES, 'bulk_labels')).toBe(
      '2 of the 3 names in bulk_labels (x, y) are no types of the model, so their cells are not counted as right or wrong.',
    );
    const none = compareLabels(rows.slice(0, 3), TYPES);
    expect(foreignLabelsText(none, TYPES, 'bulk_labels')).toMatch(
      /^None of the 2 names in bulk_labels \(x, y\) is a type of the model \(B, NK, T\)/,
    );
  });
});
