import {expect, test} from '@jest/globals';
import {gatherSources} from '../../../shared/models/training/source-licences.ts';

const [one, two] = ['1'.repeat(64), '2'.repeat(64)];

test('files have the terms that a stage states for their path or the end of it', () => {
  const lineage = [
    {
      params: {licences: {'sets/a.gmt': 'CC0', 'genes.tsv': 'free'}},
      sources: [
        {path: 'data/sets/a.gmt', sha256: one},
        {path: 'mine/a.gmt', sha256: two},
        {path: 'osets/a.gmt', sha256: one},
      ],
    },
    {params: {licences: 'odd'}, sources: [{path: 'genes.tsv', sha256: two}]},
    {params: {}, sources: [{path: 'data/sets/a.gmt', sha256: one}]},
  ];
  expect(gatherSources(lineage)).toEqual([
    {file: 'a.gmt', sha256: one, licence: 'CC0'},
    {file: 'a.gmt', sha256: two},
    {file: 'genes.tsv', sha256: two, licence: 'free'},
  ]);
});
