// Makes a folder and those above it. Node's own recursive mkdir never comes back where a folder that exists can hold no
// other, as /proc cannot.
import {existsSync, mkdirSync, statSync} from 'node:fs';
import {dirname} from 'node:path';

/** Whoever tidies a store may remove a folder in which another is being made; so often is it made again. */
const MOST_ATTEMPTS = 20;

/** Makes sure that the folder is there; throws the system's error where it cannot be. */
export function makeFolder(path: string): void {
  for (let attempt = 1; ; attempt++) {
    try {
      mkdirSync(path);
      return;
    } catch (error) {
      const {code} = error as NodeJS.ErrnoException;
      if (code === 'EEXIST' && statSync(path, {throwIfNoEntry: false})?.isDirectory()) return;
      if (code !== 'ENOENT' || attempt === MOST_ATTEMPTS) throw error;
      if (!existsSync(dirname(path))) makeFolder(dirname(path));
    }
  }
}
