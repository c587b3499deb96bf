import {expect, test} from '@jest/globals';
import {isGeneKind, partKinds} from '../../../shared/cells/import/feature-kinds.ts';
import {createRandom} from '../../../shared/stats/random.ts';

const GENES = ['Gene Expression', '', 'lncRNA', 'protein_coding', 'IG_C_gene', 'Mt_tRNA', 'RNA'];
const OTHERS = ['Antibody Capture', 'CRISPR Guide Capture', 'Peaks', 'Custom', 'protein'];

test('kinds are known in any case, with blanks, hyphens or underscores', () => {
  const random = createRandom(7);
  const spell = (kind: string) =>
    Array.from(kind, letter => (random.int(2) ? letter.toUpperCase() : letter.toLowerCase()))
      .join('')
      .replace(/[ _]/g, () => [' ', '_', '-'][random.int(3)]);
  for (let i = 0; i < 200; i++) {
    expect(isGeneKind(spell(GENES[random.int(GENES.length)]))).toBe(true);
    expect(isGeneKind(spell(OTHERS[random.int(OTHERS.length)]))).toBe(false);
  }
  expect(isGeneKind('chr1')).toBeUndefined();
});

test('others are counted by kind; without any gene the kinds are named', () => {
  const features = [{kind: 'Antibody Capture'}, {}, {kind: 'lncRNA'}, {kind: 'Antibody Capture'}];
  const {isGene, leftOut} = partKinds('m.mtx', features);
  expect([Array.from(isGene), [...leftOut]]).toEqual([[0, 1, 1, 0], [['Antibody Capture', 2]]]);
  expect(() => partKinds('m.mtx', [{kind: 'chr1'}, {kind: 'chr1'}])).toThrow(
    'm.mtx: found no genes among the kinds of features: chr1 (2); expected Gene Expression',
  );
});
