import {describe, expect, test} from '@jest/globals';
import {createBackgrounds} from '../../shared/scores/background.ts';

const facts = {
  geneSets: Int32Array.of(9, 5, 4, 3, 2, 1, 1, 1),
  proteinCoding: Uint8Array.of(0, 1, 1, 0, 1, 1, 1, 1),
};
const set = (library: string, prompt: number[], hidden: number[]) => ({
  library,
  ...{promptGenes: Int32Array.from(prompt), heldOutGenes: Int32Array.from(hidden)},
});

describe('the background of a library', () => {
  const sets = [set('one', [1], [2, 3]), set('one', [2], [4]), set('two', [5], [1])];
  const backgrounds = createBackgrounds('library', facts, sets);

  test('holds the genes of its test sets, protein-coding or not', () => {
    expect(backgrounds.of('one').candidates).toEqual(Int32Array.of(1, 2, 3, 4));
    expect(backgrounds.of('two').size).toBe(2);
    expect(backgrounds.size).toBe(5);
  });
});

test('other protocols have one background for all libraries, and rank every gene', () => {
  const backgrounds = createBackgrounds('protein-coding', facts, []);
  expect(backgrounds.of('one')).toBe(backgrounds.of('two'));
  expect(backgrounds.of('one').candidates).toEqual(Int32Array.of(1, 2, 3, 4, 5, 6, 7));
  expect(backgrounds.size).toBe(6);
});
