import {beforeAll, describe, expect, test} from '@jest/globals';
import completeGeneSets from '../../stages/complete-gene-sets.ts';
import trainGpt from '../../stages/train-gpt.ts';
import trainNearestSets from '../../stages/train-nearest-sets.ts';
import {runStage} from './run-stage.ts';
import {groupOf, tableOf, toyShard, toyVocabulary, VOCAB_SIZE} from './toy-corpus.ts';

interface Row {
  setId: number;
  library: string;
  name: string;
  promptGenes: string[];
  heldOutGenes: string[];
  generatedGenes: string[];
  topGenes: string[];
  heldOutRanks: number[];
}

const testShard = toyShard(25, 3);
const training = {
  vocabulary: toyVocabulary,
  training: toyShard(300, 1),
  validation: toyShard(30, 2),
};
const tokenOf = (symbol: string) => Number(symbol.slice(4));

// biome-ignore lint/suspicious/noExplicitAny: whatever a training stage wrote
async function complete(model: any, params: Record<string, unknown> = {}) {
  const run = await runStage(completeGeneSets, {
    inputs: {model, vocabulary: toyVocabulary, test: testShard, testSets: tableOf(testShard)},
    params,
  });
  return {rows: (await run.read('completions')) as Row[], summary: await run.read('summary')};
}

describe.each(['gpt', 'nearest-sets'])('complete-gene-sets with %s', kind => {
  // biome-ignore lint/suspicious/noExplicitAny: as above
  let model: any;
  let rows: Row[];
  let counts: Record<string, number>;

  beforeAll(async () => {
    const run =
      kind === 'gpt'
        ? await runStage(trainGpt, {
            inputs: training,
            params: {
              nLayer: 2,
              nHead: 2,
              nEmbd: 32,
              blockSize: 32,
              maxSteps: 120,
              warmupSteps: 10,
              learningRate: 1e-2,
              evaluateEvery: 40,
            },
          })
        : await runStage(trainNearestSets, {inputs: training});
    model = await run.read('model');
    const completed = await complete(model);
    rows = completed.rows;
    counts = completed.summary.counts;
  });

  test('every test set is completed, prompt and held-out genes are the set', () => {
    expect(rows.map(({setId}) => setId)).toEqual(Array.from(testShard.setIds));
    rows.forEach(({promptGenes, heldOutGenes, name}, i) => {
      const genes = [...promptGenes, ...heldOutGenes].map(tokenOf).toSorted((a, b) => a - b);
      const expected = testShard.tokens
        .slice(testShard.offsets[i], testShard.offsets[i + 1])
        .sort();
      expect(genes).toEqual(Array.from(expected));
      expect(name).toBe(`set ${testShard.setIds[i]}`);
    });
    expect(counts).toMatchObject({
      sets: 25,
      heldOutGenes: rows.reduce((sum, row) => sum + row.heldOutGenes.length, 0),
    });
  });

  test('generated genes are new, distinct and mostly of the right group', () => {
    const right = rows.flatMap(({promptGenes, generatedGenes}) => {
      expect(new Set([...promptGenes, ...generatedGenes]).size).toBe(
        promptGenes.length + generatedGenes.length,
      );
      expect(generatedGenes).not.toContain('<end>');
      const group = groupOf(tokenOf(promptGenes[0]));
      return generatedGenes.map(gene => groupOf(tokenOf(gene)) === group);
    });
    expect(right.length).toBeGreaterThan(25);
    expect(right.filter(Boolean).length / right.length).toBeGreaterThan(0.6);
  });

  test('ranks count every gene but the prompt, and agree with the top genes', () => {
    for (const {promptGenes, heldOutGenes, topGenes, heldOutRanks} of rows) {
      expect(topGenes).toHaveLength(VOCAB_SIZE - 1 - promptGenes.length);
      expect(topGenes.filter(gene => promptGenes.includes(gene))).toEqual([]);
      expect(heldOutRanks).toEqual(heldOutGenes.map(gene => topGenes.indexOf(gene) + 1));
    }
  });

  test('the same seed gives the same completions', async () => {
    expect((await complete(model)).rows).toEqual(rows);
    expect((await complete(model, {seed: 2})).rows).not.toEqual(rows);
  });

  test('no more genes than the cap', async () => {
    const {rows: capped} = await complete(model, {maxNewGenes: 2});
    expect(Math.max(...capped.map(({generatedGenes}) => generatedGenes.length))).toBe(2);
  });
});

test('tokens and names of different splits are refused', async () => {
  const run = await runStage(trainNearestSets, {inputs: training});
  const other = tableOf(toyShard(3, 4));
  await expect(
    runStage(completeGeneSets, {
      inputs: {
        model: await run.read('model'),
        vocabulary: toyVocabulary,
        test: testShard,
        testSets: other,
      },
    }),
  ).rejects.toThrow('connect testSets and test to the same split');
});
