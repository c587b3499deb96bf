// What every engine with set encoders must do; set-encoder.test.ts runs it on native and wasm.
import {describe, expect, test} from '@jest/globals';
import {
  POOLINGS,
  SET_LOSSES,
  type SetBatch,
  type SetEncoderConfig,
  type SetEncoderEngine,
  type SetEncoderModel,
  type SetLoss,
} from '../../shared/engines/contract/set-encoder.ts';
import {meanLoss, OPTIMIZER} from './fixtures.ts';
import {createTestSetEncoder, drawTestSets, SMALL_SETS} from './set-encoder-fixtures.ts';

const sets = drawTestSets([9, 3, 14, 6], 37);

interface GradientCase {
  name: string;
  config: Partial<SetEncoderConfig>;
  batch: SetBatch;
}

const CASES: GradientCase[] = [
  ...POOLINGS.flatMap(pooling =>
    [true, false].map(tiedHead => ({
      name: `${pooling} pooling, ${tiedHead ? 'tied' : 'own'} head`,
      config: {pooling, tiedHead},
      batch: sets,
    })),
  ),
  {name: 'four queries', config: {pooling: 'attention', nHead: 4}, batch: sets},
  {name: 'no blocks', config: {pooling: 'attention', nLayer: 0}, batch: sets},
  {name: 'visible genes excluded', config: {}, batch: {...sets, excludeVisible: true}},
  {
    name: 'whole sets as targets',
    config: {pooling: 'root'},
    batch: {...sets, targets: sets.targets.map((t, b) => joined(t, sets.visible[b]))},
  },
  {
    name: 'an empty set and one without targets, odd widths',
    config: {pooling: 'attention', nEmbd: 21, nHead: 3},
    batch: {
      ...sets,
      visible: [...sets.visible.slice(0, 2), new Int32Array(0), sets.visible[3]],
      targets: [...sets.targets.slice(0, 3), new Int32Array(0)],
    },
  },
  {
    name: 'more sets than logits rows at once, a vocabulary of several tiles',
    config: {pooling: 'attention', vocabSize: 1100, nLayer: 1},
    batch: drawTestSets(new Array(300).fill(6), 1100),
  },
];

function joined(a: Int32Array, b: Int32Array): Int32Array {
  return Int32Array.of(...a, ...b);
}

/** Compares the derivative along the gradient of each tensor with a central difference of the loss. */
async function expectGradientsOf(
  engine: SetEncoderEngine,
  {config, batch}: GradientCase,
  loss: SetLoss,
) {
  const model = createTestSetEncoder(engine, {...SMALL_SETS, ...config});
  const {loss: found} = await model.computeGradients(batch, loss);
  expect(found).toBeCloseTo(meanLoss(await model.evaluate(batch, loss)), 3);
  for (const {name} of model.tensors()) {
    const value = model.readTensor(name);
    const gradient = model.readTensor(name, 'gradient');
    const squared = gradient.reduce((sum, g) => sum + g * g, 0);
    expect(squared).toBeGreaterThan(1e-10);
    // Small enough that curvature adds less than a percent, large enough for single precision.
    const step = (loss === 'bce' ? 0.02 : 0.004) / Math.sqrt(squared);
    const lossAt = async (sign: number) => {
      model.writeTensor(
        name,
        value.map((v, i) => v + sign * step * gradient[i]),
      );
      return meanLoss(await model.evaluate(batch, loss));
    };
    const slope = ((await lossAt(1)) - (await lossAt(-1))) / (2 * step * squared);
    model.writeTensor(name, value);
    expect({name, slope}).toEqual({name, slope: expect.closeTo(1, 1.7)});
  }
  model.dispose();
}

/** Losses by their definition, from the model's own logits. */
async function lossByDefinition(model: SetEncoderModel, batch: SetBatch, loss: SetLoss) {
  const V = model.config.vocabSize;
  const logits = await model.scoreSets(batch.visible);
  let sum = 0;
  let weights = 0;
  batch.visible.forEach((visible, b) => {
    const hidden = new Set(batch.excludeVisible ? visible : []);
    const genes = Array.from({length: V}, (_, g) => g).filter(g => !hidden.has(g));
    const z = (g: number) => logits[b * V + g];
    const target = batch.targets[b].reduce((total, g) => total + z(g), 0);
    const logSum = Math.log(genes.reduce((total, g) => total + Math.exp(z(g)), 0));
    const softplus = genes.reduce((total, g) => total + Math.log1p(Math.exp(z(g))), 0);
    const weight = batch.weights?.[b] ?? 1;
    sum +=
      weight * (loss === 'softmax' ? logSum - target / batch.targets[b].length : softplus - target);
    weights += weight;
  });
  return sum / weights;
}

/** All requirements, on the engine that `load` gives. */
export function describeSetEncoder(load: () => Promise<SetEncoderEngine>): void {
  describe('gradients of every tensor equal central differences of the loss', () => {
    for (const loss of SET_LOSSES) {
      for (const gradientCase of CASES) {
        test(`${loss}: ${gradientCase.name}`, async () => {
          await expectGradientsOf(await load(), gradientCase, loss);
        });
      }
    }

    test('with dropout, whose mask depends on the step alone', async () => {
      const model = createTestSetEncoder(await load(), {...SMALL_SETS, dropout: 0.3});
      const dropped = (await model.computeGradients(sets, 'softmax')).loss;
      const name = 'blocks.0.expand.weight';
      const gradient = model.readTensor(name, 'gradient');
      const squared = gradient.reduce((sum, g) => sum + g * g, 0);
      const value = model.readTensor(name);
      const step = 0.004 / Math.sqrt(squared);
      const lossAt = async (sign: number) => {
        model.writeTensor(
          name,
          value.map((v, i) => v + sign * step * gradient[i]),
        );
        return (await model.computeGradients(sets, 'softmax')).loss;
      };
      expect(((await lossAt(1)) - (await lossAt(-1))) / (2 * step * squared)).toBeCloseTo(1, 1);
      model.writeTensor(name, value);
      model.stepCount = 1;
      expect((await model.computeGradients(sets, 'softmax')).loss).not.toBe(dropped);
      expect(meanLoss(await model.evaluate(sets, 'softmax'))).not.toBe(dropped);
    });
  });

  describe('losses are what their definitions say', () => {
    for (const loss of SET_LOSSES) {
      for (const excludeVisible of [false, true]) {
        test(`${loss}, visible genes ${excludeVisible ? 'excluded' : 'included'}`, async () => {
          const config = {...SMALL_SETS, vocabSize: 1100, pooling: 'attention', nHead: 2} as const;
          const model = createTestSetEncoder(await load(), config);
          const batch = {...drawTestSets([9, 30, 4], 1100), excludeVisible};
          const expected = await lossByDefinition(model, batch, loss);
          const found = meanLoss(await model.evaluate(batch, loss));
          expect(Math.abs(found / expected - 1)).toBeLessThan(2e-6);
        });
      }
    }
  });

  describe('training', () => {
    test('goes down, and micro-batches count as one batch', async () => {
      const engine = await load();
      const [a, b] = [0, 1].map(() => createTestSetEncoder(engine, SMALL_SETS));
      const half = (first: number) => ({
        visible: sets.visible.slice(first, first + 2),
        targets: sets.targets.slice(first, first + 2),
        weights: sets.weights!.slice(first, first + 2),
        excludeVisible: false,
      });
      const whole = await a.trainStep([sets], 'softmax', OPTIMIZER);
      const parts = await b.trainStep([half(0), half(2)], 'softmax', OPTIMIZER);
      expect(parts.loss).toBeCloseTo(whole.loss, 5);
      expect(parts.gradientNorm).toBeCloseTo(whole.gradientNorm, 4);
      for (let step = 0; step < 30; step++) await a.trainStep([sets], 'softmax', OPTIMIZER);
      const {loss} = await a.trainStep([sets], 'softmax', OPTIMIZER);
      expect(loss).toBeLessThan(0.8 * whole.loss);
      expect(a.stepCount).toBe(32);
    });

    test('resumed from its tensors, moments and step count it goes on at the same bits', async () => {
      const engine = await load();
      const config = {...SMALL_SETS, pooling: 'attention', nHead: 2, dropout: 0.2} as const;
      const whole = createTestSetEncoder(engine, config);
      for (let step = 0; step < 3; step++) await whole.trainStep([sets], 'bce', OPTIMIZER);
      const resumed = engine.createSetEncoder(config, {seed: 7, trainable: true});
      for (const {name} of whole.tensors()) {
        for (const kind of ['value', 'moment1', 'moment2'] as const) {
          resumed.writeTensor(name, whole.readTensor(name, kind), kind);
        }
      }
      resumed.stepCount = whole.stepCount;
      const expected = await whole.trainStep([sets], 'bce', OPTIMIZER);
      expect(await resumed.trainStep([sets], 'bce', OPTIMIZER)).toEqual(expected);
      expect(resumed.readTensor('embedding.weight')).toEqual(whole.readTensor('embedding.weight'));
    });
  });

  describe('answers', () => {
    test('do not depend on the other prompts, the order of genes or gradients kept', async () => {
      const config = {...SMALL_SETS, pooling: 'attention', nHead: 4} as const;
      const engine = await load();
      const model = createTestSetEncoder(engine, config, false);
      const prompts = [[1, 5, 9], [30], [], [2, 17, 8, 1]].map(genes => Int32Array.from(genes));
      const [scores, embeddings] = [await model.scoreSets(prompts), await model.embed(prompts)];
      for (const [i, prompt] of prompts.entries()) {
        expect(scores.slice(i * 37, (i + 1) * 37)).toEqual(await model.scoreSets([prompt]));
        expect(embeddings.slice(i * 16, (i + 1) * 16)).toEqual(await model.embed([prompt]));
      }
      const turned = await model.scoreSets([Int32Array.of(9, 1, 5)]);
      for (const [g, z] of turned.entries()) expect(z).toBeCloseTo(scores[g], 4);
      const trainable = createTestSetEncoder(engine, config);
      expect(await trainable.scoreSets(prompts)).toEqual(scores);
      expect(model.memoryBytes()).toBeLessThan(trainable.memoryBytes());
    });

    test('of a blank model are those of the weights that were written', async () => {
      const engine = await load();
      const drawn = createTestSetEncoder(engine, SMALL_SETS, false);
      const blank = engine.createSetEncoder(SMALL_SETS, {seed: 1, trainable: false, blank: true});
      for (const {name} of drawn.tensors()) {
        expect(new Set(blank.readTensor(name))).toEqual(new Set([0]));
        blank.writeTensor(name, drawn.readTensor(name));
      }
      const prompts = [Int32Array.of(3, 8), Int32Array.of(20)];
      expect(await blank.scoreSets(prompts)).toEqual(await drawn.scoreSets(prompts));
    });

    test('of many prompts come in groups', async () => {
      const model = createTestSetEncoder(await load(), SMALL_SETS, false);
      const prompts = Array.from({length: 600}, (_, i) => Int32Array.of(i % 37));
      const scores = await model.scoreSets(prompts);
      expect(scores.slice(37 * 599)).toEqual(await model.scoreSets([prompts[599]]));
    });
  });

  describe('input', () => {
    const config = SMALL_SETS;
    test.each<[string, Partial<SetEncoderConfig>, string]>([
      ['a width the heads do not divide', {pooling: 'attention', nHead: 3}, 'choose e.g. 18'],
      ['heads without attention', {nHead: 2}, 'only attention has several heads'],
      ['an unknown pooling', {pooling: 'max' as 'mean'}, 'config.pooling is max: expected mean'],
      ['no tokens', {vocabSize: 0}, 'config.vocabSize is 0'],
      ['dropout of all', {dropout: 1}, 'expected 0 ≤ dropout < 1'],
    ])('%s is refused', async (_, change, message) => {
      const engine = await load();
      const create = () =>
        engine.createSetEncoder({...config, ...change}, {seed: 1, trainable: true});
      expect(create).toThrow(message);
    });

    test('sets that would reach outside the memory are refused', async () => {
      const model = createTestSetEncoder(await load(), config);
      const one = (change: Partial<SetBatch>): SetBatch => ({
        visible: [Int32Array.of(1)],
        targets: [Int32Array.of(2)],
        excludeVisible: true,
        ...change,
      });
      const step = (change: Partial<SetBatch>) =>
        model.trainStep([one(change)], 'softmax', OPTIMIZER);
      await expect(step({visible: [Int32Array.of(37)]})).rejects.toThrow('expected 0 … 36');
      await expect(step({targets: [Int32Array.of(-1)]})).rejects.toThrow('set 0 has -1 at 0');
      await expect(step({targets: []})).rejects.toThrow('expected 1, as batch.visible');
      await expect(step({targets: [Int32Array.of(1)]})).rejects.toThrow('both visible and');
      await expect(step({targets: [new Int32Array(0)]})).rejects.toThrow('no set predicts');
      await expect(step({weights: Float32Array.of(-1)})).rejects.toThrow('weights[0] is -1');
      await expect(model.scoreSets([Int32Array.of(40)])).rejects.toThrow('prompt 0 has 40');
      const idle = createTestSetEncoder(await load(), config, false);
      await expect(idle.trainStep([one({})], 'bce', OPTIMIZER)).rejects.toThrow('trainable: true');
    });
  });
}
