// The native engine fulfils the contract with every instruction set of this processor, on any number of threads.
import {describe, expect, test} from '@jest/globals';
import type {Engine} from '../../shared/engines/contract/engine.ts';
import {loadEngine} from '../../shared/engines/load.ts';
import {describeEngine} from './contract/contract.ts';
import {castAll} from './contract/contract-kept-sets.ts';
import {bitsOf, inverted, products} from './contract/contract-matrices.ts';
import {createTestModel, flatTensors, OPTIMIZER, packDocuments, SMALL} from './fixtures.ts';
import {randomCase, randomNetwork} from './rank-fixtures.ts';

/** Kernels are chosen for the whole process, so the engine is loaded anew for each instruction set. */
async function loadWith(isa: string, threads = 2): Promise<Engine | undefined> {
  process.env.GENEGLOT_ISA = isa;
  try {
    return (await loadEngine('native', {threads})).engine;
  } catch (error) {
    if ((error as Error).message.includes('instruction set')) return undefined;
    throw error;
  } finally {
    delete process.env.GENEGLOT_ISA;
  }
}

describe('the best instruction set', () => {
  describeEngine(async () => (await loadEngine('native', {threads: 2})).engine);
});

describe('instruction sets and threads', () => {
  const batch = packDocuments([[70, 80], [150], [10, 130]], 150, 1100);
  const config = {...SMALL, vocabSize: 1100, blockSize: 150, nEmbd: 48, nHead: 3};
  const trained = async (engine: Engine) => {
    const model = createTestModel(engine, config);
    const {loss, gradientNorm} = await model.trainStep([batch], 'remaining-genes', OPTIMIZER);
    return {
      loss,
      gradientNorm,
      gradients: flatTensors(model, 'gradient'),
      values: flatTensors(model),
    };
  };

  test('AVX-512, AVX2 and the portable path agree', async () => {
    const portable = await trained((await loadWith('portable'))!);
    for (const isa of ['avx2', 'avx512']) {
      const engine = await loadWith(isa);
      if (!engine) continue;
      const found = await trained(engine);
      expect(found.loss).toBeCloseTo(portable.loss, 4);
      const scale = portable.gradientNorm;
      const differences = found.gradients.map((g, i) => Math.abs(g - portable.gradients[i]));
      expect(Math.max(...differences)).toBeLessThan(1e-5 * scale);
    }
  });

  test('results do not depend on the number of threads', async () => {
    const one = await trained((await loadWith('', 1))!);
    expect(await trained((await loadWith('', 2))!)).toEqual(one);
    expect(await trained((await loadWith('', 5))!)).toEqual(one);
  });

  test('so do inverses and Gram matrices, to the bit; bf16 leaves them as they are', async () => {
    const one = bitsOf(await inverted((await loadWith('', 1))!));
    for (const threads of [2, 5]) {
      expect(bitsOf(await inverted((await loadWith('', threads))!)).equals(one)).toBe(true);
    }
    const rounded = await loadEngine('native', {precision: 'bf16'}).catch(() => undefined);
    if (rounded) expect(bitsOf(await inverted(rounded.engine)).equals(one)).toBe(true);
  });

  test('so do products of dense and sparse matrices', async () => {
    const one = await products((await loadWith('', 1))!);
    for (const threads of [2, 5]) {
      expect((await products((await loadWith('', threads))!)).equals(one)).toBe(true);
    }
  });

  test('so do gradients of the network that ranks genes', async () => {
    const network = randomNetwork(27, 16, 1);
    const cases = [300, 41, 1, 800, 77].map((n, seed) => randomCase(27, n, seed));
    const one = await (await loadWith('', 1))!.rankGradient(network, cases);
    for (const threads of [2, 5]) {
      expect(await (await loadWith('', threads))!.rankGradient(network, cases)).toEqual(one);
    }
    const scale = Math.max(...one.map(Math.abs));
    for (const isa of ['portable', 'avx2']) {
      const found = await (await loadWith(isa))?.rankGradient(network, cases);
      found?.forEach((slope, i) => {
        expect(Math.abs(slope - one[i])).toBeLessThan(1e-5 * scale);
      });
    }
  });

  test('votes of kept sets are the same to the bit with every instruction set, in WebAssembly and on any number of threads', async () => {
    const one = await castAll((await loadWith('', 1))!);
    const engines = [
      ...[await loadWith('portable'), await loadWith('avx2'), await loadWith('', 5)],
      (await loadEngine('wasm', {threads: 2})).engine,
    ];
    for (const engine of engines)
      if (engine) expect((await castAll(engine)).equals(one)).toBe(true);
  });

  test('AVX2 and the portable path invert as well as AVX-512', async () => {
    const best = await inverted((await loadWith(''))!);
    for (const isa of ['portable', 'avx2']) {
      const engine = await loadWith(isa);
      if (!engine) continue;
      const differences = (await inverted(engine)).map((x, i) => Math.abs(x - best[i]));
      expect(differences.reduce((a, b) => Math.max(a, b))).toBeLessThan(1e-5);
    }
  });

  test('bf16 products stay near 32-bit ones, and training with them converges', async () => {
    const loading = loadEngine('native', {threads: 2, precision: 'bf16'});
    const loaded = await loading.catch((error: Error) => error.message);
    if (typeof loaded === 'string') {
      expect(loaded).toContain('instruction set');
      return;
    }
    expect(loaded.engine.description).toContain('bf16');
    // At initial weights: on the exaggerated ones of the other tests, rounding would tip saturated softmaxes.
    const gradientsOf = async (engine: Engine) => {
      const model = engine.createModel(config, {seed: 1, trainable: true});
      const {loss} = await model.computeGradients(batch, 'remaining-genes');
      return {loss, gradients: flatTensors(model, 'gradient')};
    };
    const exact = await gradientsOf((await loadWith('portable'))!);
    const rounded = await gradientsOf(loaded.engine);
    // bf16 keeps 8 bits: a factor is off by 0.2 % at most, and sums average that out.
    expect(Math.abs(rounded.loss - exact.loss)).toBeLessThan(1e-4 * exact.loss);
    expect(rounded.gradients).not.toEqual(exact.gradients);
    const distance = Math.hypot(...rounded.gradients.map((g, i) => g - exact.gradients[i]));
    expect(distance).toBeLessThan(0.005 * Math.hypot(...exact.gradients));
    const model = loaded.engine.createModel(config, {seed: 1, trainable: true});
    const {loss: first} = await model.trainStep([batch], 'next-gene', OPTIMIZER);
    for (let step = 0; step < 40; step++) await model.trainStep([batch], 'next-gene', OPTIMIZER);
    const {loss: last} = await model.trainStep([batch], 'next-gene', OPTIMIZER);
    expect(last).toBeLessThan(first - 1);
  });

  test('precision auto has bf16 products where the processor has them, unless one is named', async () => {
    const rounded = await loadEngine('native', {threads: 2, precision: 'bf16'}).catch(() => null);
    const exact = await loadEngine('native', {threads: 2});
    const {engine} = await loadEngine('native', {threads: 2, precision: 'auto'});
    expect(engine.description).toBe((rounded ?? exact).engine.description);
    process.env.GENEGLOT_ISA = 'portable';
    try {
      const named = await loadEngine('native', {threads: 2, precision: 'auto'});
      expect(named.engine.description).toContain('portable');
    } finally {
      delete process.env.GENEGLOT_ISA;
    }
    const {engine: wasm} = await loadEngine('wasm', {threads: 1, precision: 'auto'});
    expect(wasm.name).toBe('wasm');
  });

  test('an unknown instruction set is refused', async () => {
    await expect(loadWith('mmx')).rejects.toThrow(
      'GENEGLOT_ISA is mmx: expected avx512, avx2, portable',
    );
  });
});
