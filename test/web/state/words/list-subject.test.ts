// What is said first about a list: its best enriched set, unless it is too short, a known set itself, or enriched in none.
import {expect, test} from '@jest/globals';
import type {Completed, Enriched} from '../../../../web/protocol.ts';
import {subjectOf} from '../../../../web/state/words/list-subject.ts';

const GENES = ['A', 'B', 'C', 'D'].map((symbol, token) => {
  return {given: symbol, symbol, token, how: 'approved' as const};
});

function completed(genes: number, shared: number, size: number): Completed {
  const nearest = {library: 'l', name: 'near', genes: [], likeness: 1, shared, size};
  const rest = {
    leftOut: [],
    about: null,
    missing: 1,
    suggestions: [],
    calibration: {expected: [], observed: []},
  };
  return {genes: GENES.slice(0, genes), nearest, ...rest};
}

function enriched(qValue: number): Enriched {
  const values = {fold: 2, pValue: qValue, log10PValue: Math.log10(qValue), qValue};
  const popularity = {popularityPValue: 1, popularityQValue: 1};
  const best = {
    library: 'l',
    name: 'best',
    rank: 1,
    shared: ['A'],
    size: 9,
    ...values,
    ...popularity,
  };
  const counts = {drawn: 4, tested: 1, significant: 1, sets: 1, setsOutside: 0, completedDrawn: 4};
  return {
    ...{genes: GENES, leftOut: [], groups: [[best]], added: [], completed: [], outside: []},
    ...{libraries: ['l'], allLibraries: ['l'], background: {name: null, genes: 9}, fold: true},
    ...{notes: [], dotPlot: null, ...counts},
  };
}

test.each([
  ['few', 2, 2, 2, 1e-9],
  ['exact', 4, 4, 4, 1e-9],
  ['enriched', 4, 4, 5, 1e-9],
  ['enriched', 4, 3, 3, 0.05],
  ['not enriched', 4, 3, 3, 0.051],
])(
  '%s: of %i genes the nearest set holds %i of its %i, smallest q %f',
  (kind, genes, shared, size, q) => {
    expect(subjectOf(completed(genes, shared, size), enriched(q)).kind).toBe(kind);
  },
);

test('without tested sets nothing is said of them', () => {
  expect(subjectOf(completed(4, 3, 4), null).kind).toBe('untested');
  expect(subjectOf(completed(4, 3, 4), {...enriched(1), groups: []}).kind).toBe('untested');
});
