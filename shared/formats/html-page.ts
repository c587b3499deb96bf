// HTML pages: one self-contained file.
import {readFile, stat, writeFile} from 'node:fs/promises';
import type {Format} from './format.ts';

/** A page as its HTML text. */
export const htmlPage: Format<string> = {
  name: 'html-page',
  version: 1,
  extension: '.html',
  read: path => readFile(path, 'utf8'),
  async write(path, html) {
    if (!/^\s*<!doctype html/i.test(html)) {
      throw new Error(
        `${path}: an HTML page starts with <!doctype html>; found ${JSON.stringify(html.slice(0, 40))}`,
      );
    }
    await writeFile(path, html);
  },
  summarize: async path => ({counts: {bytes: (await stat(path)).size}}),
};
