import {describe, expect, test} from '@jest/globals';
import {createBackgrounds} from '../../shared/scores/background.ts';
import {prepareTests} from '../../shared/scores/test-overlap.ts';

const facts = {
  geneSets: Int32Array.of(9, 5, 4, 3, 2, 1, 1, 1),
  proteinCoding: Uint8Array.of(0, 1, 1, 0, 1, 1, 1, 1),
};
const set = (library: string, prompt: number[], hidden: number[]) => ({
  ...{library, outsideVocabulary: 0},
  ...{promptGenes: Int32Array.from(prompt), heldOutGenes: Int32Array.from(hidden)},
});

describe('the tests of a set', () => {
  const sets = [set('one', [1], [2, 3]), set('one', [2], [4]), set('two', [5], [1])];
  const {of} = createBackgrounds('library', facts, sets);

  test('are of the overlap among the genes of its background that are not shown', () => {
    // Of 2, 3, 4 one is drawn, two are held out.
    const tester = prepareTests(sets[0], of('one'));
    expect(tester).toMatchObject({tested: 2, candidates: 3});
    expect(tester.test(Int32Array.of(3)).pValue).toBeCloseTo(2 / 3, 13);
  });

  test('do not depend on what was tested before', () => {
    const tester = prepareTests(sets[0], of('one'));
    const named = [[3], [], [4], [2, 4], [3]].map(genes => Int32Array.from(genes));
    const tests = named.map(tester.test);
    expect(tests.map(({hits}) => hits)).toEqual([1, 0, 0, 1, 1]);
    expect(tests[4]).toEqual(tests[0]);
    expect(tests[1]).toMatchObject({pValue: 1, popularityPValue: 1});
  });

  test('count held-out genes outside the background as hits, and nowhere else', () => {
    const coding = createBackgrounds('protein-coding', facts, []).of('one');
    const tester = prepareTests(set('one', [1], [3]), coding);
    expect(tester.tested).toBe(0);
    expect(tester.test(Int32Array.of(3, 4))).toMatchObject({hits: 1, pValue: 1});
  });
});
