// GMT files: gene sets as text, one a line, for other programs.
import {readFile, writeFile} from 'node:fs/promises';
import type {Format} from './format.ts';

/** Lines of name, description and genes, tab-separated. */
export const gmtText: Format<string> = {
  name: 'gmt-text',
  version: 1,
  extension: '.gmt',
  read: path => readFile(path, 'utf8'),
  async write(path, text) {
    if (!/^[^\t\n]+\t[^\t\n]*\t[^\n]+\n/.test(text)) {
      throw new Error(
        `${path}: GMT needs lines of name, description and genes; found ${JSON.stringify(text.slice(0, 40))}`,
      );
    }
    await writeFile(path, text);
  },
  summarize: async path => ({
    counts: {sets: (await readFile(path, 'utf8')).split('\n').length - 1},
  }),
};
