import {describe, expect, test} from '@jest/globals';
import {htmlPage} from '../../shared/formats/html-page.ts';
import {scratchFolder} from './scratch-folder.ts';

const file = scratchFolder();

describe('html-page', () => {
  test('reads back a page and refuses text that is none', async () => {
    await htmlPage.write(file('page.html'), '<!doctype html><p>µ</p>');
    expect(await htmlPage.read(file('page.html'))).toBe('<!doctype html><p>µ</p>');
    expect((await htmlPage.summarize(file('page.html'))).counts).toEqual({bytes: 24});
    await expect(htmlPage.write(file('page.html'), 'hello')).rejects.toThrow(
      /starts with <!doctype html>/,
    );
  });
});
