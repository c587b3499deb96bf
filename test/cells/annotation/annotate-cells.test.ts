import {describe, expect, test} from '@jest/globals';
import {annotateCells} from '../../../shared/cells/annotation/annotate-cells.ts';
import {
  forMeasuredGenes,
  gatherEvidence,
  LOGISTIC,
  NEAREST,
} from '../../../shared/cells/annotation/cell-annotator.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import {fromRows} from '../../../shared/stats/sparse-rows.ts';
import {GENES, toyCells} from '../toy-cells.ts';
import {TOY_TYPES, toyAnnotator} from './toy-annotator.ts';

const annotator = toyAnnotator();
const fresh = toyCells(40, 7);
const annotations = annotateCells(annotator, gatherEvidence(annotator, fresh.expression));
const truth = Array.from(fresh.labels, label => TOY_TYPES[label]);

/** Cells that express what none of the types does. */
const strangers = (count: number, seed: number) => {
  const random = createRandom(seed);
  const cell = () => {
    const columns = Array.from({length: GENES}, (_, gene) => gene).filter(
      gene => random.next() < (gene < 24 ? 0.9 : 0.3),
    );
    return {columns, values: columns.map(() => 2 + random.next())};
  };
  return fromRows(Array.from({length: count}, cell), GENES);
};

describe('annotation', () => {
  test('names the type by all methods and by each', () => {
    const right = annotations.filter(({likeliest}, i) => likeliest.type === truth[i]).length;
    expect(right / truth.length).toBeGreaterThan(0.95);
    for (const {opinions} of annotations) {
      expect([...opinions.keys()]).toEqual([NEAREST, LOGISTIC]);
    }
  });

  test('keeps the true type in the set as often as it says', () => {
    const held = annotations.filter(({set}, i) => set.includes(truth[i])).length;
    expect(held / truth.length).toBeGreaterThan(0.9);
    for (const {set, likeliest} of annotations) expect(set[0]).toBe(likeliest.type);
  });

  test('calls few cells of known types unknown, and strangers nearly all', () => {
    const share = (list: readonly {unknown: boolean}[]) =>
      list.filter(({unknown}) => unknown).length / list.length;
    expect(share(annotations)).toBeLessThan(0.15);
    const odd = annotateCells(annotator, gatherEvidence(annotator, strangers(40, 3)));
    expect(share(odd)).toBeGreaterThan(0.8);
  });

  test('a model of cells has its say, and one that was not there before is refused', () => {
    const values = Float64Array.from({length: 3 * 120}, (_, i) => Number(i % 3 === 0));
    const models = new Map([['a model', {types: 3, values}]]);
    const evidence = gatherEvidence(annotator, fresh.expression, models);
    expect(() => annotateCells(annotator, evidence)).toThrow(
      'expected a model among them; fit the annotator again',
    );
  });
});

test('genes that were never measured count as the mean, and not as 0', () => {
  // Without half of the genes of type 0 its cells would lie between the types.
  const present = Uint8Array.from({length: GENES}, (_, gene) => Number(gene >= 4));
  const cut = fromRows(
    Array.from({length: fresh.labels.length}, (_, row) => {
      const [from, to] = [fresh.expression.offsets[row], fresh.expression.offsets[row + 1]];
      const places = Array.from({length: to - from}, (_, i) => from + i).filter(
        i => present[fresh.expression.columns[i]],
      );
      return {
        columns: places.map(i => fresh.expression.columns[i]),
        values: places.map(i => fresh.expression.values[i]),
      };
    }),
    GENES,
  );
  const errors = (methods: typeof annotator) =>
    annotateCells(methods, gatherEvidence(methods, cut)).filter(
      ({likeliest, unknown}, i) => unknown || likeliest.type !== truth[i],
    ).length;
  const measured = forMeasuredGenes(annotator, present);
  expect(errors(measured)).toBeLessThanOrEqual(errors(annotator));
  expect(
    forMeasuredGenes(
      annotator,
      present.map(() => 1),
    ),
  ).toBe(annotator);
});
