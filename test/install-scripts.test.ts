// package.json says of every package with an install script whether it may run; else npm warns, and npm 12 blocks it.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from '@jest/globals';

interface LockFile {
  packages: Record<string, {hasInstallScript?: boolean}>;
}

function read<T>(file: string): T {
  return JSON.parse(readFileSync(join(import.meta.dirname, '..', file), 'utf8')) as T;
}

test('every install script is allowed or refused, and none that is gone is named', () => {
  const {allowScripts} = read<{allowScripts: Record<string, boolean>}>('package.json');
  const {packages} = read<LockFile>('package-lock.json');
  const withScript = Object.entries(packages)
    .filter(([path, {hasInstallScript}]) => path && hasInstallScript)
    .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
  expect(Object.keys(allowScripts).sort()).toEqual([...new Set(withScript)].sort());
});
