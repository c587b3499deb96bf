// Requirements on what is refused, and how.
import {describe, expect, test} from '@jest/globals';
import type {Batch, Engine, GptConfig} from '../../../shared/engines/contract/engine.ts';
import {
  createTestModel,
  type Extent,
  OPTIMIZER,
  packDocuments,
  SMALL,
  withWeights,
} from '../fixtures.ts';
import {tryOddCalls} from '../odd-calls.ts';

export function describeInput(engine: () => Promise<Engine>, {oddCalls}: Extent): void {
  const batch = packDocuments([[7, 9, 5]], 24, 37);
  const spoilt = (change: Partial<Batch>): Batch => ({...batch, ...change});
  const withEntry = (array: Int32Array, index: number, value: number) => {
    const copy = array.slice();
    copy[index] = value;
    return copy;
  };

  describe('bad input is refused with what was found and what was expected', () => {
    const SHAPES: [Partial<GptConfig>, string][] = [
      [{nEmbd: 17}, 'config.nEmbd is 17, not a multiple of nHead 2'],
      [{vocabSize: 0}, 'config.vocabSize is 0'],
      [{geneTokens: 38}, 'config.geneTokens is 38: expected an integer in 1 … 37'],
      [{dropout: 1}, 'config.dropout is 1'],
      [{blockSize: 4096}, 'config.blockSize is 4096: expected an integer in 1 … 2048'],
    ];
    for (const [change, message] of SHAPES) {
      test(message, async () => {
        const loaded = await engine();
        const create = () => loaded.createModel({...SMALL, ...change}, {seed: 1, trainable: true});
        expect(create).toThrow(message);
      });
    }

    const BATCHES: [Partial<Batch>, string][] = [
      [{T: 25}, 'batch.T'],
      [{B: 2}, 'batch.tokens has 24 entries: expected 48'],
      [
        {tokens: withEntry(batch.tokens, 3, 37)},
        'batch.tokens at row 0, position 3 is 37: expected 0 … 36',
      ],
      [
        {targets: withEntry(batch.targets, 3, -2)},
        'batch.targets at row 0, position 3 is -2: expected -1 … 36',
      ],
      [
        {documentStart: withEntry(batch.documentStart, 3, 4)},
        'batch.documentStart at row 0, position 3 is 4: expected 0 … 3',
      ],
      [{weights: new Float32Array(24).fill(Number.NaN)}, 'batch.weights[0] is NaN'],
      [{targets: batch.targets.map(() => -1)}, 'no position predicts anything'],
    ];
    for (const [change, message] of BATCHES) {
      test(message, async () => {
        const model = createTestModel(await engine(), SMALL);
        await expect(model.trainStep([spoilt(change)], 'next-gene', OPTIMIZER)).rejects.toThrow(
          message,
        );
      });
    }

    test('prompts, tensors and models that are not there', async () => {
      const model = createTestModel(await engine(), SMALL, false);
      await expect(model.scoreNext([Int32Array.of(0, 99)])).rejects.toThrow(
        'prompt 0 at row 0, position 1 is 99',
      );
      await expect(model.scoreNext([new Int32Array(0)])).rejects.toThrow('prompt 0 is empty');
      await expect(model.trainStep([batch], 'next-gene', OPTIMIZER)).rejects.toThrow(
        'trainable: true',
      );
      expect(() => model.readTensor('transformer.wpe.weight')).toThrow(
        'no tensor transformer.wpe.weight',
      );
      expect(() => model.writeTensor('transformer.ln_f.weight', new Float32Array(3))).toThrow(
        'got 3 values: expected 16',
      );
      const running = model.evaluate(batch, 'next-gene');
      expect(() => model.readTensor('transformer.ln_f.weight')).toThrow('await it');
      await running;
      model.dispose();
      expect(() => model.readTensor('transformer.ln_f.weight')).toThrow('disposed');
    });

    test('odd values anywhere are refused in plain words or do no harm', async () => {
      const {complaints, refused, answered} = await tryOddCalls(await engine(), {
        ...{calls: oddCalls, seed: 1},
      });
      expect(complaints).toEqual([]);
      expect(Math.min(refused, answered)).toBeGreaterThan(oddCalls / 10);
    });

    test('what a caller does to its arrays after a call changes nothing', async () => {
      const model = createTestModel(await engine(), SMALL);
      const prompts = Array.from({length: 150}, (_, i) => Int32Array.of(0, 1 + (i % 36)));
      const options = {
        maxNewTokens: new Int32Array(150).fill(4),
        ...{temperature: 1, topK: 0, endToken: 0},
        seeds: Uint32Array.from({length: 150}, (_, i) => i),
      };
      const expected = await model.generate(prompts, options);
      const scores = await model.scoreNext(prompts);
      const loss = await model.evaluate(withWeights(batch), 'next-gene');
      const given = prompts.map(prompt => prompt.slice());
      const weighted = withWeights({...batch, tokens: batch.tokens.slice()});
      const running = [
        model.evaluate(weighted, 'next-gene'),
        model.generate(given, options),
        model.scoreNext(given),
      ];
      for (const array of [...given, weighted.tokens, options.maxNewTokens])
        array.fill(2 ** 31 - 1);
      options.seeds.fill(7);
      weighted.weights!.fill(Number.NaN);
      given.length = 0;
      expect(await Promise.all(running)).toEqual([loss, expected, scores]);
    });

    test('calls made at once run in order', async () => {
      const [waiting, queued] = [
        createTestModel(await engine(), SMALL),
        createTestModel(await engine(), SMALL),
      ];
      const step = () => queued.trainStep([batch], 'next-gene', OPTIMIZER);
      const together = await Promise.all([step(), step(), step()]);
      for (const result of together) {
        expect(await waiting.trainStep([batch], 'next-gene', OPTIMIZER)).toEqual(result);
      }
    });
  });
}
