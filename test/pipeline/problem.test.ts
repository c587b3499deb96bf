import {describe, expect, test} from '@jest/globals';
import {closest, editDistance} from '../../shared/pipeline/problem.ts';

describe('did you mean', () => {
  test('counts edits, a swap of neighbours as one', () => {
    expect(editDistance('kitten', 'sitting')).toBe(3);
    expect(editDistance('scael', 'scale')).toBe(1);
    expect(editDistance('', 'abc')).toBe(3);
  });

  test('offers only what is near', () => {
    expect(closest('heldOutShar', ['heldOutShare', 'testSets'])).toBe('heldOutShare');
    expect(closest('import-gene-sets', ['complete-gene-sets'])).toBeUndefined();
  });
});
