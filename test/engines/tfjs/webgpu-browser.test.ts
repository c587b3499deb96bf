// The TensorFlow.js engine on WebGPU in a real browser, which computes on the processor where there is no card.
import {expect} from '@jest/globals';
import {loadEngine} from '../../../shared/engines/load.ts';
import {answerOfPage, BROWSER_NOTE, testThere} from '../in-browser.ts';
import {stepAndComplete} from '../step-and-complete.ts';

const FLAGS = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

testThere(
  `WebGPU in a browser trains and completes as the core does${BROWSER_NOTE}`,
  async () => {
    const page = {entry: 'gpu-page.ts', isolated: false, flags: FLAGS};
    const found = (await answerOfPage(page)) as Awaited<ReturnType<typeof stepAndComplete>>;
    expect(found).toMatchObject({
      refusal: expect.stringContaining('google swiftshader computes on the processor'),
      description: expect.stringMatching(
        /^TensorFlow.js 4\.\d+\.\d+, WebGPU on google swiftshader$/,
      ),
    });
    const {engine} = await loadEngine('native').catch(() => loadEngine('wasm'));
    const expected = await stepAndComplete(engine);
    expect(found.tokens).toEqual(expected.tokens);
    for (const [step, loss] of expected.losses.entries()) {
      expect(found.losses[step]).toBeCloseTo(loss, 4);
    }
    for (const [token, score] of expected.scores.entries()) {
      expect(found.scores[token]).toBeCloseTo(score, 3);
    }
  },
  300_000,
);
