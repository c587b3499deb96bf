// The WebAssembly engine in a real browser computes the same bits as in Node.
import {describe, expect} from '@jest/globals';
import {loadEngine} from '../../shared/engines/load.ts';
import {answerOfPage, BROWSER_NOTE, testThere} from './in-browser.ts';
import {trainAndAsk} from './train-and-ask.ts';

const PAGE = {entry: 'browser-page.ts', flags: ['--disable-gpu']};

describe('the engine in a browser', () => {
  testThere(
    `trains, completes and scores to the same bits as in Node${BROWSER_NOTE}`,
    async () => {
      const {engine} = await loadEngine('wasm', {threads: 2});
      expect(await answerOfPage({...PAGE, isolated: true})).toEqual(await trainAndAsk(engine));
    },
    120_000,
  );

  testThere(
    `a page that is not isolated is told which headers it lacks${BROWSER_NOTE}`,
    async () => {
      expect(await answerOfPage({...PAGE, isolated: false})).toEqual({
        error: expect.stringContaining('Cross-Origin-Opener-Policy: same-origin'),
      });
    },
    120_000,
  );
});
