// Requirements on losses, packing, accumulation, dropout, determinism and resuming.
import {describe, expect, test} from '@jest/globals';
import type {Batch, Engine, GptModel, Objective} from '../../../shared/engines/contract/engine.ts';
import {
  askForWords,
  createTestModel,
  type Extent,
  flatTensors,
  GENE_OBJECTIVES,
  meanLoss,
  OPTIMIZER,
  packDocuments,
  remainingAt,
  SMALL,
  showFirst,
  withWeights,
} from '../fixtures.ts';

const LENGTHS = [7, 9, 5];

/** The documents of a one-row batch as rows of their own. */
function separateRows(batch: Batch, lengths: number[]): Batch[] {
  let t = 0;
  return lengths.map(length => {
    const part = {
      B: 1,
      T: length,
      tokens: batch.tokens.slice(t, t + length),
      targets: batch.targets.slice(t, t + length),
      documentStart: new Int32Array(length),
    };
    t += length;
    return part;
  });
}

/** Rows `first` … `end` of a batch. */
function rowsOf({T, ...batch}: Batch, first: number, end: number): Batch {
  const cut = <A extends Int32Array | Float32Array>(array: A) =>
    array.slice(first * T, end * T) as A;
  return {
    B: end - first,
    T,
    tokens: cut(batch.tokens),
    targets: cut(batch.targets),
    documentStart: cut(batch.documentStart),
    ...(batch.weights && {weights: cut(batch.weights)}),
  };
}

/** Loss computed here from the engine's logits, by the definition of the objective. */
async function expectedLoss(model: GptModel, batch: Batch, objective: Objective): Promise<number> {
  const {vocabSize: V, geneTokens = V} = model.config;
  const first = objective === 'next-word' ? geneTokens : 0;
  const end = objective === 'remaining-genes' ? geneTokens : V;
  const logits = await model.logits(batch);
  let sum = 0;
  for (let i = 0; i < batch.tokens.length; i++) {
    if (batch.targets[i] < 0) continue;
    const row = logits.subarray(i * V, (i + 1) * V);
    const written = objective === 'next-new-gene' ? writtenBefore(batch, i) : new Set();
    const logSum = Math.log(
      row
        .subarray(first, end)
        .reduce((total, logit, gene) => total + (written.has(gene) ? 0 : Math.exp(logit)), 0),
    );
    const genes = objective === 'remaining-genes' ? remainingAt(batch, i) : [batch.targets[i]];
    const mean = genes.reduce((total, gene) => total + row[gene], 0) / genes.length;
    sum += (batch.weights?.[i] ?? 1) * (logSum - mean);
  }
  return sum;
}

/** Targets before position i in its document, other than its own. */
function writtenBefore({T, targets, documentStart}: Batch, i: number): Set<number> {
  const written = new Set(targets.slice(i - (i % T) + documentStart[i], i));
  written.delete(targets[i]);
  return written;
}

export function describeTraining(engine: () => Promise<Engine>, {dropoutSteps}: Extent): void {
  describe('training', () => {
    for (const objective of GENE_OBJECTIVES) {
      test(`${objective}: the loss follows from the logits by its definition`, async () => {
        const model = createTestModel(await engine(), SMALL);
        const batch = withWeights(packDocuments([LENGTHS, [24], [2, 1, 3]], 24, 37));
        const {lossSum} = await model.evaluate(batch, objective);
        expect(lossSum).toBeCloseTo(await expectedLoss(model, batch, objective), 3);
      });

      test(`${objective}: the same where the last tokens are words`, async () => {
        const model = createTestModel(await engine(), {...SMALL, geneTokens: 20});
        const all = createTestModel(await engine(), SMALL);
        const batch = withWeights(packDocuments([LENGTHS, [24], [2, 1, 3]], 24, 20));
        const {lossSum} = await model.evaluate(batch, objective);
        expect(lossSum).toBeCloseTo(await expectedLoss(model, batch, objective), 3);
        const whole = await all.evaluate(batch, objective);
        expect(lossSum < whole.lossSum).toBe(objective === 'remaining-genes');
        expect(await model.logits(batch)).toEqual(await all.logits(batch));
      });

      test(`${objective}: packed documents lose as much as each in a row of its own`, async () => {
        const model = createTestModel(await engine(), SMALL);
        const packed = packDocuments([LENGTHS], 24, 37);
        const {lossSum, weightSum} = await model.evaluate(packed, objective);
        let separate = 0;
        for (const row of separateRows(packed, LENGTHS)) {
          separate += (await model.evaluate(row, objective)).lossSum;
        }
        expect(weightSum).toBe(21);
        expect(lossSum).toBeCloseTo(separate, 3);
      });

      test(`${objective}: micro-batches together give the gradient of one large batch`, async () => {
        const batch = withWeights(packDocuments([LENGTHS, [24], [4, 4], [11, 13]], 24, 37));
        const whole = createTestModel(await engine(), SMALL);
        const parts = createTestModel(await engine(), SMALL);
        const once = await whole.trainStep([batch], objective, OPTIMIZER);
        const twice = await parts.trainStep(
          [rowsOf(batch, 0, 1), rowsOf(batch, 1, 4)],
          objective,
          OPTIMIZER,
        );
        expect(twice.loss).toBeCloseTo(once.loss, 5);
        expect(twice.gradientNorm).toBeCloseTo(once.gradientNorm, 4);
        const expected = flatTensors(whole, 'gradient');
        const worst = flatTensors(parts, 'gradient').map((g, i) => Math.abs(g - expected[i]));
        expect(Math.max(...worst)).toBeLessThan(2e-6);
      });

      test(`${objective}: a batch in which nothing counts teaches nothing`, async () => {
        const batch = withWeights(packDocuments([LENGTHS, [24]], 24, 37));
        const none = {...batch, weights: new Float32Array(batch.tokens.length)};
        const untargeted = {...batch, targets: batch.targets.map(() => -1)};
        const gradientsOf = async (batches: Batch[]) => {
          const model = createTestModel(await engine(), SMALL);
          const {loss} = await model.trainStep(batches, objective, OPTIMIZER);
          return [loss, ...flatTensors(model, 'gradient')];
        };
        const expected = await gradientsOf([batch]);
        for (const batches of [
          [none, batch],
          [untargeted, batch],
          [batch, none],
        ]) {
          const found = await gradientsOf(batches);
          const worst = found.map((g, i) => Math.abs(g - expected[i]));
          expect(Math.max(...worst)).toBeLessThan(2e-6);
        }
      });

      test(`${objective}: the loss falls`, async () => {
        const model = (await engine()).createModel(SMALL, {seed: 1, trainable: true});
        const batch = packDocuments([LENGTHS, [24]], 24, 37);
        const {loss: first} = await model.trainStep([batch], objective, OPTIMIZER);
        expect(first).toBeGreaterThan(3.3);
        const wanted = first - 0.5;
        let last = first;
        for (let step = 0; step <= 60 && last >= wanted; step++)
          last = (await model.trainStep([batch], objective, OPTIMIZER)).loss;
        expect(last).toBeLessThan(wanted);
      });
    }

    test('remaining-genes: sets shown in part lose, and teach, as much as whole ones at the same positions', async () => {
      const config = {...SMALL, nLayer: 1};
      const whole = packDocuments([LENGTHS, [11, 8]], 24, 37);
      const part = showFirst(whole, 3);
      const [one, other] = [
        createTestModel(await engine(), config),
        createTestModel(await engine(), config),
      ];
      const expected = await one.computeGradients(whole, 'remaining-genes');
      const {loss} = await other.computeGradients(part, 'remaining-genes');
      expect(loss).toBeCloseTo(expected.loss, 5);
      const gradient = flatTensors(one, 'gradient');
      const worst = flatTensors(other, 'gradient').map((g, i) => Math.abs(g - gradient[i]));
      expect(Math.max(...worst)).toBeLessThan(2e-6);
      const {lossSum} = await one.evaluate(whole, 'remaining-genes');
      expect((await other.evaluate(part, 'remaining-genes')).lossSum).toBeCloseTo(lossSum, 3);
    });

    test('words are no answer to remaining-genes', async () => {
      const model = createTestModel(await engine(), {...SMALL, geneTokens: 20});
      const part = showFirst(packDocuments([LENGTHS], 24, 20), 3);
      const {starts, genes} = part.beyond!;
      const word = {...part, targets: part.targets.map((target, i) => (i === 1 ? 20 : target))};
      await expect(model.evaluate(word, 'remaining-genes')).rejects.toThrow(
        'batch.targets at row 0, position 1 is 20: expected -1 … 19 (geneTokens 20)',
      );
      const beyond = {...part, beyond: {starts, genes: genes.map(() => 20)}};
      await expect(model.evaluate(beyond, 'remaining-genes')).rejects.toThrow(
        /^batch.beyond.genes at .* is 20: expected 0 … 19 \(geneTokens 20\)/,
      );
    });

    test('next-word: the loss follows from the logits of words by its definition, and falls', async () => {
      const config = {...SMALL, geneTokens: 30};
      const model = createTestModel(await engine(), config);
      const batch = askForWords(
        withWeights(packDocuments([LENGTHS, [24], [2, 1, 3]], 24, 37)),
        config,
      );
      const {lossSum, weightSum} = await model.evaluate(batch, 'next-word');
      expect(lossSum).toBeCloseTo(await expectedLoss(model, batch, 'next-word'), 3);
      let last = lossSum / weightSum;
      const wanted = last - 0.4;
      for (let step = 0; step <= 60 && last >= wanted; step++)
        last = (await model.trainStep([batch], 'next-word', OPTIMIZER)).loss;
      expect(last).toBeLessThan(wanted);
    });

    test('genes are no answer to next-word, and a model without words has none', async () => {
      const model = createTestModel(await engine(), {...SMALL, geneTokens: 30});
      const batch = packDocuments([LENGTHS], 24, 37);
      await expect(
        model.evaluate({...batch, targets: batch.targets.fill(29)}, 'next-word'),
      ).rejects.toThrow(
        'batch.targets at row 0, position 0 is 29: expected -1, or 30 and above (after the genes, geneTokens 30)',
      );
      await expect(
        createTestModel(await engine(), SMALL).evaluate(batch, 'next-word'),
      ).rejects.toThrow(
        'objective next-word asks for tokens after those of genes, of which the model has none (geneTokens 37, vocabSize 37)',
      );
    });

    test('genes beyond a set are for remaining-genes, and for its last position alone', async () => {
      const model = createTestModel(await engine(), SMALL);
      const part = showFirst(packDocuments([LENGTHS], 24, 37), 3);
      await expect(model.evaluate(part, 'next-gene')).rejects.toThrow(
        'batch.beyond has genes for next-gene: expected none, only remaining-genes asks for them',
      );
      const {starts, genes} = part.beyond!;
      const early = {
        ...part,
        beyond: {genes, starts: starts.map((start, i) => (i === 1 ? 1 : start))},
      };
      await expect(model.evaluate(early, 'remaining-genes')).rejects.toThrow(
        'batch.beyond has genes at row 0, position 0: expected them at the last position of a document',
      );
      const short = {...part, beyond: {genes: genes.slice(1), starts}};
      await expect(model.evaluate(short, 'remaining-genes')).rejects.toThrow(
        `batch.beyond.genes has ${genes.length - 1} entries: expected ${genes.length}`,
      );
      const wrong = {...part, beyond: {genes: genes.map(() => 37), starts}};
      await expect(model.evaluate(wrong, 'remaining-genes')).rejects.toThrow(
        /^batch.beyond.genes at .* is 37: expected 0 … 36/,
      );
    });

    test('the same seed and data give the same bits, another seed does not', async () => {
      const batch = packDocuments([LENGTHS, [24]], 24, 37);
      const trained = async (seed: number) => {
        const model = (await engine()).createModel(
          {...SMALL, dropout: 0.2},
          {seed, trainable: true},
        );
        for (let step = 0; step < 3; step++)
          await model.trainStep([batch], 'remaining-genes', OPTIMIZER);
        return flatTensors(model);
      };
      const first = await trained(5);
      expect(await trained(5)).toEqual(first);
      expect(await trained(6)).not.toEqual(first);
    });

    test('a resumed training continues at the same bits', async () => {
      const config = {...SMALL, dropout: 0.1};
      const batch = packDocuments([LENGTHS, [24]], 24, 37);
      const step = (model: GptModel) => model.trainStep([batch], 'next-gene', OPTIMIZER);
      const model = (await engine()).createModel(config, {seed: 5, trainable: true});
      await step(model);
      await step(model);
      const resumed = (await engine()).createModel(config, {seed: 5, trainable: true});
      for (const kind of ['value', 'moment1', 'moment2'] as const) {
        for (const {name} of model.tensors())
          resumed.writeTensor(name, model.readTensor(name, kind), kind);
      }
      resumed.stepCount = model.stepCount;
      expect(model.stepCount).toBe(2);
      expect(await step(resumed)).toEqual(await step(model));
      expect(flatTensors(resumed)).toEqual(flatTensors(model));
    });

    test('dropout keeps the expectation, and evaluation knows none', async () => {
      const batch = packDocuments([LENGTHS, [24]], 24, 37);
      const plain = createTestModel(await engine(), {...SMALL, nLayer: 1});
      const model = createTestModel(await engine(), {...SMALL, nLayer: 1, dropout: 0.1});
      const expected = meanLoss(await plain.evaluate(batch, 'next-gene'));
      expect(meanLoss(await model.evaluate(batch, 'next-gene'))).toBe(expected);
      const losses: number[] = [];
      for (let step = 0; step < dropoutSteps; step++) {
        model.stepCount = step;
        losses.push((await model.computeGradients(batch, 'next-gene')).loss);
      }
      const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
      expect(new Set(losses).size).toBe(dropoutSteps);
      // The loss is not linear, so noise raises it a little; a mask without 1 / (1 − p) would shift it far more.
      expect(Math.abs(mean - expected)).toBeLessThan(0.1);
    });

    test('a model for inference alone evaluates alike in less memory', async () => {
      const batch = packDocuments([LENGTHS, [24]], 24, 37);
      const config = {...SMALL, nLayer: 3};
      const trainable = createTestModel(await engine(), config);
      const frozen = createTestModel(await engine(), config, false);
      const {lossSum} = await trainable.evaluate(batch, 'next-gene');
      expect((await frozen.evaluate(batch, 'next-gene')).lossSum).toBe(lossSum);
      expect(frozen.memoryBytes()).toBeLessThan(trainable.memoryBytes());
    });
  });
}
