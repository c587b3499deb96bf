// Which WebGPU adapter is taken, and what of a model has to fit into its arrays.
import {execFileSync} from 'node:child_process';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {listTensors} from '../../../shared/engines/contract/gpt-tensors.ts';
import {
  plannedBytes,
  requireRow,
  requireWeights,
  splitBatch,
} from '../../../shared/engines/tfjs/memory.ts';
import {type Adapter, type OpenGpu, requestAdapter} from '../../../shared/engines/tfjs/webgpu.ts';
import {createNumbers, packDocuments, SMALL} from '../fixtures.ts';
import {ADAPTER_NOTE, SOFTWARE_ADAPTER} from '../software-adapter.ts';

const offering = (info: Adapter['info'] | undefined) => ({
  requestAdapter: async () =>
    info ? {info, limits: {}, requestDevice: () => Promise.reject(new Error('unused'))} : null,
});

describe('the choice of an adapter', () => {
  const REAL = [
    {vendor: 'nvidia', architecture: 'ampere', device: '', description: 'NVIDIA GeForce RTX 3060'},
    {vendor: 'apple', architecture: 'metal-3', description: '', isFallbackAdapter: false},
    {vendor: 'intel', architecture: 'gen-12lp', device: '0x9a49'},
  ];
  const SOFTWARE = [
    {vendor: 'google', architecture: 'swiftshader', description: '', isFallbackAdapter: false},
    {vendor: 'mesa', description: 'llvmpipe (LLVM 15.0.6, 256 bits)'},
    {vendor: 'microsoft', device: '0x8c', description: 'Microsoft Basic Render Driver'},
    {vendor: 'unknown', isFallbackAdapter: true},
  ];

  for (const info of REAL) {
    test(`a card is taken: ${JSON.stringify(info)}`, async () => {
      expect((await requestAdapter(offering(info), false)).info).toBe(info);
    });
  }
  for (const info of SOFTWARE) {
    test(`software is taken only when it is asked for: ${JSON.stringify(info)}`, async () => {
      await expect(requestAdapter(offering(info), false)).rejects.toThrow(
        'computes on the processor; GENEGLOT_TFJS_BACKEND=webgpu-software takes it',
      );
      expect((await requestAdapter(offering(info), true)).info).toBe(info);
    });
  }
  test('none is none', async () => {
    await expect(requestAdapter(offering(undefined), true)).rejects.toThrow('there is no adapter');
  });
});

describe('the arrays of a GPU', () => {
  const gpu: OpenGpu = {
    ...{name: 'a card', largestArray: 128e6, heldBytes: () => 0, requireWorking: () => {}},
  };
  /** The model of `--profile gpu`. */
  const large = {...SMALL, vocabSize: 20_000, blockSize: 1024, nLayer: 12, nHead: 12, nEmbd: 768};

  test('the model of 120 M parameters fits, one row at a time, in less than 8 GB', () => {
    requireWeights(listTensors(large), gpu);
    requireRow(large, 1024, gpu);
    const batch = packDocuments(new Array(12).fill([1000]), 1024, 20_000);
    expect(splitBatch(batch, large, true, gpu).map(({B}) => B)).toEqual(new Array(12).fill(1));
    const bytes = plannedBytes(large, 100e6, true, {B: 12, T: 1024});
    expect(bytes).toBeGreaterThan(5e9);
    expect(bytes).toBeLessThan(8e9);
  });

  test('what does not fit is refused with what was found, what is possible and what to do', () => {
    expect(() => requireWeights(listTensors({...large, vocabSize: 60_000}), gpu)).toThrow(
      'transformer.wte.weight (60000 × 768) takes 185 MB, expected at most 128 MB, the largest array of a card: choose a smaller model or shorter rows, or engine native',
    );
    expect(() => requireRow(large, 2048, gpu)).toThrow(
      "a row's attention (12 heads × 2048 × 2048)",
    );
    requireRow(large, 2048, undefined);
  });

  test('random batches come apart into rows that fit, and hold all they held', () => {
    const number = createNumbers(3);
    for (let i = 0; i < 20; i++) {
      const T = 2 + Math.floor(30 * number());
      const batch = packDocuments(new Array(1 + Math.floor(9 * number())).fill([T - 1]), T, 37);
      const row = 4 * Math.max(SMALL.nHead * T * T, T * 4 * SMALL.nEmbd);
      const parts = splitBatch(batch, SMALL, i % 2 === 0, {
        ...gpu,
        largestArray: row * (1 + Math.floor(4 * number())),
      });
      expect(parts.flatMap(({targets}) => [...targets])).toEqual([...batch.targets]);
      expect(parts.flatMap(({tokens}) => [...tokens])).toEqual([...batch.tokens]);
      expect(parts.reduce((sum, {B}) => sum + B, 0)).toBe(batch.B);
      for (const part of parts) expect(part.tokens.length).toBe(part.B * T);
    }
  });
});

describe('the engine on a software adapter', () => {
  const testThere = SOFTWARE_ADAPTER ? test : test.skip;
  const run = (...args: string[]) => {
    const script = join(import.meta.dirname, '..', 'on-software-adapter.ts');
    const env = {...process.env, NODE_OPTIONS: '', ...SOFTWARE_ADAPTER};
    return JSON.parse(
      execFileSync(process.execPath, ['--import', 'tsx', script, ...args], {env, encoding: 'utf8'}),
    );
  };

  testThere(
    `computes what the core computes, and is no faster${ADAPTER_NOTE}`,
    () => {
      const found = run();
      expect(found.description).toMatch(/^TensorFlow.js 4\.\d+\.\d+, WebGPU on SwiftShader/);
      expect(found.reason).toBe('the stage was given a GPU');
      expect(found.measured).toMatch(
        /a trial step takes \d+ ms on the GPU, \d+ ms on (native|wasm)/,
      );
      for (const {objective, losses, gradient, tokens} of found.results) {
        expect({objective, close: gradient < 2e-5 || gradient}).toEqual({objective, close: true});
        expect(losses[0]).toBeCloseTo(losses[1], 5);
        expect(losses[2]).toBeCloseTo(losses[3], 5);
        expect(tokens[0]).toEqual(tokens[1]);
      }
      expect(found.read.refusal).toContain('await fetchTensors first');
      expect(found.read).toMatchObject({moved: true, heldBytes: expect.any(Number)});
    },
    600_000,
  );

  // Two minutes of a processor: `make test-gpu`.
  const testLarge = process.env.GENEGLOT_TEST_GPU ? testThere : test.skip;
  testLarge(
    'a step of the model of 120 M parameters in its true shape (make test-gpu)',
    () => {
      const found = run('large');
      expect(found.parameters).toBeGreaterThan(95e6);
      // A blank model gives every token the same probability.
      expect(found.loss).toBeCloseTo(Math.log(20_000), 3);
      expect(found.heldBytes).toBeLessThan(4e9);
    },
    600_000,
  );
});
