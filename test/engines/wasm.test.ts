// The WebAssembly engine fulfils the contract, and agrees with itself on any number of threads.
import {describe, expect, test} from '@jest/globals';
import {loadEngine} from '../../shared/engines/load.ts';
import {describeEngine} from './contract/contract.ts';
import {bitsOf, inverted, products} from './contract/contract-matrices.ts';
import {createTestModel, flatTensors, OPTIMIZER, packDocuments, SMALL} from './fixtures.ts';

describe('WebAssembly', () => {
  describeEngine(async () => (await loadEngine('wasm', {threads: 2})).engine);

  test('results do not depend on the number of threads', async () => {
    const batch = packDocuments([[70, 80], [150], [10, 130]], 150, 1100);
    const config = {...SMALL, vocabSize: 1100, blockSize: 150, nEmbd: 48, nHead: 3};
    const trained = async (threads: number) => {
      const {engine} = await loadEngine('wasm', {threads});
      const model = createTestModel(engine, config);
      await model.trainStep([batch], 'remaining-genes', OPTIMIZER);
      return flatTensors(model);
    };
    expect(await trained(3)).toEqual(await trained(1));
    const invertedOn = async (threads: number) =>
      bitsOf(await inverted((await loadEngine('wasm', {threads})).engine));
    expect((await invertedOn(3)).equals(await invertedOn(1))).toBe(true);
    const productsOn = async (threads: number) =>
      products((await loadEngine('wasm', {threads})).engine);
    expect((await productsOn(3)).equals(await productsOn(1))).toBe(true);
  });
});
