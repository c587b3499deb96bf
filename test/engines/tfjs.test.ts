// The TensorFlow.js engine fulfils the contract on its plain backend, which every machine has; says where it computes;
// and leaves no tensor behind.
import {afterEach, describe, expect, jest, test} from '@jest/globals';
import {loadEngine} from '../../shared/engines/load.ts';
import {chooseToken, uniformAt} from '../../shared/engines/tfjs/sampling.ts';
import {describeEngine} from './contract/contract.ts';
import {createTestModel, OPTIMIZER, packDocuments, SMALL} from './fixtures.ts';

// Plain JavaScript needs milliseconds where the compiled engines need microseconds.
jest.setTimeout(120_000);

process.env.GENEGLOT_TFJS_BACKEND = 'cpu';

const load = async () => (await loadEngine('tfjs')).engine;

describe('TensorFlow.js', () => {
  describeEngine(load, {
    ...{objectives: ['remaining-genes'], isCompiled: false},
    ...{draws: 800, dropoutSteps: 50, oddCalls: 100},
  });

  test('says where it computes and why', async () => {
    const {engine, reason} = await loadEngine('tfjs');
    expect(engine.description).toMatch(/^TensorFlow.js 4\.\d+\.\d+, plain JavaScript$/);
    expect(reason).toBe('asked for; named by GENEGLOT_TFJS_BACKEND');
    await expect(loadEngine('tfjs', {precision: 'bf16'})).rejects.toThrow('has no bf16: use f32');
  });

  test('a model that is disposed of leaves no tensor behind', async () => {
    const engine = await load();
    const tf = await import('@tensorflow/tfjs-core');
    const before = tf.memory().numTensors;
    const model = createTestModel(engine, {...SMALL, positions: true, dropout: 0.1});
    const held = tf.memory().numTensors;
    expect(held).toBe(before + 4 * model.tensors().length);
    const batch = packDocuments([[7, 9, 5], [24]], 24, 37);
    await model.trainStep([batch, batch], 'remaining-genes', OPTIMIZER);
    await model.computeGradients(batch, 'next-gene');
    await model.evaluate(batch, 'next-gene');
    await model.logits(batch);
    const prompts = [Int32Array.of(0, 5, 9), Int32Array.of(0)];
    await model.scoreNext(prompts);
    await model.embed(prompts, 'mean');
    await model.generate(prompts, {
      maxNewTokens: Int32Array.of(4, 7),
      temperature: 1,
      topK: 0,
      endToken: 0,
      seeds: Uint32Array.of(1, 2),
    });
    expect(tf.memory().numTensors).toBe(held);
    const running = model.evaluate(batch, 'next-gene');
    model.dispose();
    await running;
    await new Promise(resolve => setTimeout(resolve));
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('the choice of a backend', () => {
  afterEach(() => {
    process.env.GENEGLOT_TFJS_BACKEND = 'cpu';
    jest.resetModules();
  });

  /** Loads the engine anew with another environment. */
  const loadWith = async (backend: string) => {
    jest.resetModules();
    process.env.GENEGLOT_TFJS_BACKEND = backend;
    const {loadTfjsEngine} = await import('../../shared/engines/tfjs.ts');
    return loadTfjsEngine();
  };

  test('an unknown one is refused', async () => {
    await expect(loadWith('cuda')).rejects.toThrow(
      'GENEGLOT_TFJS_BACKEND is cuda: expected webgpu, node-gpu, node, cpu, webgpu-software',
    );
  });

  test('without one named, the first that loads, and why each before it did not', async () => {
    const {engine, reason} = await loadWith('');
    expect(engine.name).toBe('tfjs');
    if (engine.description.endsWith('plain JavaScript')) {
      expect(reason).toMatch(/^webgpu: .+; node-gpu: .+; node: .+/);
    } else {
      expect(engine.description).toMatch(/tfjs-node|WebGPU/);
    }
  });
});

describe('sampling in TensorFlow.js', () => {
  const none = new Uint8Array(5);
  const logits = Float32Array.from([0.4, 0.2, 0.1, 0.2, 0.1], Math.log);
  const drawn = (options: {topK?: number; topP?: number}) => {
    const all = {temperature: 1, topK: 0, topP: 1, ...options};
    const tokens = Array.from({length: 300}, (_, i) =>
      chooseToken(logits, none, all, uniformAt(5, i)),
    );
    return [...new Set(tokens)].sort();
  };

  test('top p keeps the fewest most likely tokens that reach it, the lower of equals first', () => {
    expect(drawn({})).toEqual([0, 1, 2, 3, 4]);
    expect(drawn({topP: 0.3})).toEqual([0]);
    expect(drawn({topP: 0.5})).toEqual([0, 1]);
    expect(drawn({topP: 0.75})).toEqual([0, 1, 3]);
    expect(drawn({topP: 0.85})).toEqual([0, 1, 2, 3]);
  });

  test('top p counts the probabilities among the top k', () => {
    expect(drawn({topK: 2})).toEqual([0, 1]);
    // Among two, the first has 2 / 3.
    expect(drawn({topK: 2, topP: 0.6})).toEqual([0]);
    expect(drawn({topK: 2, topP: 0.7})).toEqual([0, 1]);
  });

  test('uniform numbers are those of splitmix64', () => {
    // First outputs of the reference implementation (prng.di.unimi.it/splitmix64.c) for seed 0: 0xe220a8397b1dcdaf
    expect(uniformAt(0, 0)).toBe(Number(0xe220a8397b1dcdafn >> 11n) / 2 ** 53);
  });
});
