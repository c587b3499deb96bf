// Names of files in the package and in projects, in whatever way these lie to each other.
import {join, resolve} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {PACKAGE, placeOf, resolvePlace, splitPlace} from '../../shared/pipeline/own-package.ts';
import {createRandom} from '../../shared/stats/random.ts';
import {pick} from '../fuzz/mutate.ts';

/** Folders beside, above and in the package, and the package itself. */
const FOLDERS = [
  PACKAGE,
  join(PACKAGE, 'my-study'),
  resolve(PACKAGE, '..'),
  resolve(PACKAGE, '../other'),
  `${PACKAGE}-more`,
  '/somewhere/else',
];

describe('what a project calls a file', () => {
  test('leads back to the file, whatever folders they lie in', () => {
    const random = createRandom(1);
    for (let i = 0; i < 500; i++) {
      const project = pick(FOLDERS, random);
      const file = join(pick(FOLDERS, random), pick(['a.ts', 'stages/a.ts', '..a/b.ts'], random));
      expect(resolvePlace(project, placeOf(project, file))).toBe(file);
    }
  });

  test('is the same wherever the package lies, for files of the package', () => {
    const file = join(PACKAGE, 'stages/tokenize.ts');
    expect(placeOf(PACKAGE, file)).toBe('stages/tokenize.ts');
    for (const project of FOLDERS.slice(1)) {
      expect(placeOf(project, file)).toBe('geneglot:stages/tokenize.ts');
    }
  });

  test('is a path in the project for its own files, also for a project in the package', () => {
    for (const project of FOLDERS) {
      expect(placeOf(project, join(project, 'stages/own.ts'))).toBe('stages/own.ts');
    }
  });

  test('keeps a pattern apart from the folder that it is looked for in', () => {
    expect(splitPlace('/here', 'geneglot:data/*.gmt')).toEqual({
      folder: PACKAGE,
      path: 'data/*.gmt',
    });
    expect(splitPlace('/here', 'data/*.gmt')).toEqual({folder: '/here', path: 'data/*.gmt'});
  });
});
