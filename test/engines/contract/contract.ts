// What every engine must do; native.test.ts and wasm.test.ts run it.
import {afterAll, describe, expect, test} from '@jest/globals';
import {
  type Batch,
  type Engine,
  type GptConfig,
  OBJECTIVES,
  type Objective,
} from '../../../shared/engines/contract/engine.ts';
import {
  askForWords,
  createTestModel,
  type Extent,
  meanLoss,
  packDocuments,
  SMALL,
  withWeights,
} from '../fixtures.ts';
import {describeDecoding} from './contract-decoding.ts';
import {describeInput} from './contract-input.ts';
import {describeKeptSets} from './contract-kept-sets.ts';
import {describeMatrices} from './contract-matrices.ts';
import {describeOptions} from './contract-options.ts';
import {describeRanks} from './contract-ranks.ts';
import {describeTraining} from './contract-training.ts';

interface GradientCase {
  name: string;
  config: Partial<GptConfig>;
  batch: Batch;
  /** Whether it tries the parts that compiled engines cut their work into. */
  isCompiled?: boolean;
  /** Whether agreement.test.ts compares TensorFlow.js' gradients of it with those of the compiled engines. */
  agrees?: boolean;
}

const LENGTHS = [[7, 9, 5], [20], [1, 2, 12]];
const documents = packDocuments(LENGTHS, 24, 37);
const tiled = [[150], [70, 80], [10, 130, 10]];
const CASES: GradientCase[] = [
  {name: 'biases, no positions', config: {}, batch: documents},
  {
    name: 'no biases, positions',
    agrees: true,
    config: {bias: false, positions: true},
    batch: documents,
  },
  {name: 'biases and positions', agrees: true, config: {positions: true}, batch: documents},
  {name: 'weights', agrees: true, config: {}, batch: withWeights(documents)},
  {
    name: 'odd widths',
    agrees: true,
    config: {nEmbd: 21, nHead: 3, vocabSize: 53, blockSize: 19},
    batch: packDocuments([[7, 9], [19], [3, 11]], 19, 53),
  },
  {
    name: 'a head of its own',
    agrees: true,
    config: {tiedHead: false, positions: true},
    batch: documents,
  },
  {
    name: "GPT-2's activation",
    agrees: true,
    config: {activation: 'gelu-tanh'},
    batch: documents,
  },
  {name: 'one head, one layer', config: {nHead: 1, nLayer: 1}, batch: documents},
  {
    name: 'one position',
    config: {blockSize: 1},
    batch: packDocuments([[1], [1]], 1, 37),
  },
  {
    name: 'a row longer than a strip of queries, a vocabulary of several tiles',
    isCompiled: true,
    config: {vocabSize: 1100, blockSize: 150, nLayer: 1},
    batch: packDocuments(tiled, 150, 1100),
  },
  {
    name: 'words among what is read, genes alone among what remains',
    config: {geneTokens: 23},
    batch: {...documents, targets: packDocuments(LENGTHS, 24, 23).targets},
  },
  {
    name: 'genes of one tile and a part',
    isCompiled: true,
    config: {vocabSize: 1100, geneTokens: 700, blockSize: 150, nLayer: 1, tiedHead: false},
    batch: packDocuments(tiled, 150, 700),
  },
];

/** Compares the derivative along the gradient of each tensor with a central difference of the loss. */
async function expectGradientsOf(
  engine: Engine,
  {config, batch}: GradientCase,
  objective: Objective,
) {
  const model = createTestModel(engine, {...SMALL, ...config});
  const {loss} = await model.computeGradients(batch, objective);
  expect(loss).toBeCloseTo(meanLoss(await model.evaluate(batch, objective)), 4);
  for (const {name} of model.tensors()) {
    const value = model.readTensor(name);
    const gradient = model.readTensor(name, 'gradient');
    const squared = gradient.reduce((sum, g) => sum + g * g, 0);
    // A T of 1 attends to itself alone: queries and keys then have no gradient to compare.
    if (squared < 1e-10) continue;
    // Small enough that curvature adds less than a percent, large enough for single precision.
    const step = 0.004 / Math.sqrt(squared);
    const lossAt = async (sign: number) => {
      model.writeTensor(
        name,
        value.map((v, i) => v + sign * step * gradient[i]),
      );
      return meanLoss(await model.evaluate(batch, objective));
    };
    const slope = ((await lossAt(1)) - (await lossAt(-1))) / (2 * step * squared);
    model.writeTensor(name, value);
    expect({name, slope}).toEqual({name, slope: expect.closeTo(1, 1.7)});
  }
  model.dispose();
}

/** What a compiled engine does in a second or two. */
const FULL: Extent = {
  ...{objectives: OBJECTIVES, isCompiled: true},
  ...{draws: 4000, dropoutSteps: 200, oddCalls: 400},
};

/** Of the cases in which a model knows words beside genes, words are asked for as well. */
function casesOf({objectives, isCompiled}: Extent, objective: Objective): GradientCase[] {
  const all =
    objective === 'next-word'
      ? CASES.filter(({config}) => config.geneTokens !== undefined).map(withWords)
      : CASES;
  if (!objectives.includes(objective)) return all.slice(0, 1);
  return all.filter(each => isCompiled || !(each.isCompiled || each.agrees));
}

function withWords({batch, config, ...rest}: GradientCase): GradientCase {
  return {...rest, config, batch: askForWords(batch, {...SMALL, ...config})};
}

/** All requirements, on the engine that `load` gives. */
export function describeEngine(load: () => Promise<Engine>, extent: Extent = FULL): void {
  let loaded: Promise<Engine> | undefined;
  const engine = () => {
    loaded ??= load();
    return loaded;
  };
  afterAll(() => {
    loaded = undefined;
  });

  describe('gradients equal central differences of the loss', () => {
    for (const objective of OBJECTIVES) {
      for (const gradientCase of casesOf(extent, objective)) {
        test(`${objective}: ${gradientCase.name}`, async () => {
          await expectGradientsOf(await engine(), gradientCase, objective);
        });
      }
    }

    test('with dropout, whose mask depends on the step alone', async () => {
      const model = createTestModel(await engine(), {...SMALL, dropout: 0.3, nEmbd: 24, nLayer: 1});
      const {loss} = await model.computeGradients(documents, 'next-gene');
      const gradients = model.tensors().map(({name}) => model.readTensor(name, 'gradient'));
      for (const [i, {name}] of model.tensors().entries()) {
        const value = model.readTensor(name);
        const gradient = gradients[i];
        const squared = gradient.reduce((sum, g) => sum + g * g, 0);
        // Small enough that curvature adds less than a percent, large enough for single precision.
        const step = 0.004 / Math.sqrt(squared);
        const lossAt = async (sign: number) => {
          model.writeTensor(
            name,
            value.map((v, at) => v + sign * step * gradient[at]),
          );
          return (await model.computeGradients(documents, 'next-gene')).loss;
        };
        const slope = ((await lossAt(1)) - (await lossAt(-1))) / (2 * step * squared);
        model.writeTensor(name, value);
        expect((await model.computeGradients(documents, 'next-gene')).loss).toBe(loss);
        expect({name, slope}).toEqual({name, slope: expect.closeTo(1, 1.7)});
      }
      model.dispose();
    });
  });

  describeTraining(engine, extent);
  describeDecoding(engine, extent);
  describeInput(engine, extent);
  describeMatrices(engine, extent);
  describeRanks(engine);
  describeKeptSets(engine);
  describeOptions(engine, extent);
}
