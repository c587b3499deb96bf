// Set encoders on both builds of the core: each fulfils the contract, and they agree.
import {afterAll, describe, expect, test} from '@jest/globals';
import {SET_LOSSES, type SetEncoderEngine} from '../../shared/engines/contract/set-encoder.ts';
import {loadSetEncoderEngine} from '../../shared/engines/load-set-engine.ts';
import {OPTIMIZER} from './fixtures.ts';
import {describeSetEncoder} from './set-encoder-contract.ts';
import {
  createTestSetEncoder,
  drawTestSets,
  flatSetTensors,
  SMALL_SETS,
} from './set-encoder-fixtures.ts';

const engines = new Map<string, Promise<SetEncoderEngine>>();
function engineOf(name: 'native' | 'wasm', threads = 2): Promise<SetEncoderEngine> {
  const key = `${name} ${threads}`;
  const engine =
    engines.get(key) ?? loadSetEncoderEngine(name, {threads}).then(loaded => loaded.engine);
  engines.set(key, engine);
  return engine;
}
afterAll(() => engines.clear());

for (const name of ['native', 'wasm'] as const) {
  describe(name, () => describeSetEncoder(() => engineOf(name)));
}

describe('threads and builds', () => {
  const batch = drawTestSets(
    Array.from({length: 290}, (_, b) => 3 + (b % 40)),
    1100,
  );
  const config = {
    ...SMALL_SETS,
    vocabSize: 1100,
    nEmbd: 48,
    nHead: 3,
    pooling: 'attention',
    dropout: 0.2,
  } as const;
  const train = async (engine: SetEncoderEngine, loss: (typeof SET_LOSSES)[number]) => {
    const model = createTestSetEncoder(engine, config);
    const first = await model.trainStep([batch], loss, OPTIMIZER);
    return {
      first,
      gradients: flatSetTensors(model, 'gradient'),
      values: flatSetTensors(model),
      scores: Array.from(await model.scoreSets(batch.visible.slice(0, 5))),
    };
  };

  for (const loss of SET_LOSSES) {
    for (const name of ['native', 'wasm'] as const) {
      test(`${loss}: the same bits on one thread and three, ${name}`, async () => {
        const one = await train(await engineOf(name, 1), loss);
        expect(await train(await engineOf(name, 3), loss)).toEqual(one);
      });
    }

    test(`${loss}: native and wasm agree`, async () => {
      const [native, wasm] = [
        await train(await engineOf('native'), loss),
        await train(await engineOf('wasm'), loss),
      ];
      expect(Math.abs(wasm.first.loss / native.first.loss - 1)).toBeLessThan(2e-6);
      const largest = native.gradients.reduce((top, g) => Math.max(top, Math.abs(g)), 0);
      const worst = native.gradients.reduce(
        (top, g, i) => Math.max(top, Math.abs(g - wasm.gradients[i])),
        0,
      );
      expect(worst / largest).toBeLessThan(2e-5);
    });
  }

  test('TensorFlow.js has none, and says which engines do', async () => {
    process.env.GENEGLOT_TFJS_BACKEND = 'cpu';
    await expect(loadSetEncoderEngine('tfjs')).rejects.toThrow('use engine native or wasm');
  });
});
