import {beforeAll, describe, expect, test} from '@jest/globals';
import type {SetName} from '../../../shared/scores/names/name-results.ts';
import nameGeneSets from '../../../stages/names/name-gene-sets.ts';
import scoreNames from '../../../stages/names/score-names.ts';
import trainGpt from '../../../stages/train-gpt.ts';
import {runStage, type StageRun} from '../run-stage.ts';
import {groupOf, tableOf, toyShard, toyVocabulary} from '../toy-corpus.ts';

const WORDS = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'process', 'of'];
const vocabulary = {
  ...toyVocabulary,
  geneNames: toyVocabulary.symbols.map(() => ''),
  words: WORDS,
};

/** Sets of five groups, each called after its group: "process of alpha". */
function named(count: number, seed: number) {
  const shard = toyShard(count, seed);
  const groups = Array.from(shard.setIds, (_, row) => groupOf(shard.tokens[shard.offsets[row]]));
  const first = vocabulary.symbols.length + 1;
  const tokens = groups.flatMap(group => [first + 5, first + 6, first + group]);
  return {
    table: {...tableOf(shard), names: groups.map(group => `process of ${WORDS[group]}`)},
    shard: {
      ...shard,
      names: {
        offsets: Int32Array.from({length: count + 1}, (_, i) => 3 * i),
        tokens: Uint32Array.from(tokens),
      },
    },
  };
}

const training = named(200, 1);
const test30 = named(30, 3).table;

describe('name-gene-sets and score-names', () => {
  // biome-ignore lint/suspicious/noExplicitAny: whatever the training wrote
  let model: any;
  let run: StageRun;
  let rows: (SetName & {genes: number})[];
  beforeAll(async () => {
    const trained = await runStage(trainGpt, {
      inputs: {vocabulary, training: training.shard, validation: named(30, 2).shard},
      params: {
        ...{nLayer: 1, nHead: 2, nEmbd: 16, blockSize: 32, batchSize: 4, maxSteps: 120},
        ...{warmupSteps: 5, learningRate: 1e-2, evaluateEvery: 40, checkpointEvery: 40},
      },
    });
    model = await trained.read('model');
    run = await runStage(nameGeneSets, {
      inputs: {model, vocabulary, testSets: test30, training: training.table},
    });
    rows = await run.read('names');
  }, 120_000);

  test('every set has a name by every method, of the whole and of a fifth', async () => {
    expect(rows).toHaveLength(30 * 2 * 4);
    expect(new Set(rows.map(({method}) => method))).toEqual(
      new Set(['gpt', 'nearest-set', 'most-enriched-set', 'random-set']),
    );
    for (const {method, probability, likeness, shown, genes} of rows) {
      expect(probability === null).toBe(method !== 'gpt');
      expect(likeness).toBeGreaterThan(0);
      expect(genes).toBeGreaterThanOrEqual(shown === 'whole' ? 5 : 1);
    }
    expect((await run.read('summary')).counts).toEqual({sets: 30, names: 240});
  });

  test('the model writes the name of the group, and says that it is probable', () => {
    const written = rows.filter(({method, shown}) => method === 'gpt' && shown === 'whole');
    const right = written.filter(({name, trueName}) => name === trueName);
    expect(right.length).toBeGreaterThan(20);
    // Ten times as probable as a text of three random words and an end, 1 / 8⁴.
    const least = Math.min(...right.map(({probability}) => probability!));
    expect(least).toBeGreaterThan(10 / 8 ** 4);
    expect(Math.max(...written.map(({probability}) => probability!))).toBeLessThanOrEqual(1);
  });

  test('a name and its scores do not depend on the other sets', async () => {
    const alone = {...test30, setIds: test30.setIds.subarray(4, 5), names: [test30.names[4]]};
    const offsets = test30.offsets.subarray(4, 6).map(offset => offset - test30.offsets[4]);
    const genes = test30.genes.subarray(test30.offsets[4], test30.offsets[5]);
    const table = {...alone, libraries: ['toy'], descriptions: [''], offsets, genes};
    const own = await runStage(nameGeneSets, {
      inputs: {model, vocabulary, testSets: table, training: training.table},
    });
    const all = rows.filter(({setId}) => setId === test30.setIds[4]);
    for (const [i, row] of ((await own.read('names')) as typeof rows).entries()) {
      expect(row.name).toBe(all[i].name);
    }
  });

  test('the scores say that the model names sets better than chance', async () => {
    const scored = await runStage(scoreNames, {
      inputs: {names: rows, training: training.table},
      params: {resamples: 100, examples: 5},
    });
    const {shown, examples, sets} = await scored.read('results');
    expect([sets, examples.length]).toEqual([30, 5]);
    const {methods, differences} = shown.whole;
    expect(methods.gpt.f1).toBeGreaterThan(methods['random-set'].f1 + 0.1);
    expect(methods.gpt.meaning).toBeGreaterThan(methods['random-set'].meaning + 0.3);
    expect(differences.methods['random-set'].f1).toBeCloseTo(
      methods.gpt.f1 - methods['random-set'].f1,
      9,
    );
    expect(await scored.read('perSet')).toHaveLength(rows.length);
    expect(scored.infos[0]).toMatch(/^whole sets, gpt: word F1 \d\.\d{3}, meaning \d\.\d{3}$/);
  });

  test('sets without words in their names are left out, and a vocabulary of another run is refused', async () => {
    const numbered = {...test30, names: test30.names.map((name, i) => (i < 2 ? '—' : name))};
    const partly = await runStage(nameGeneSets, {
      inputs: {model, vocabulary, testSets: numbered, training: training.table},
    });
    expect((await partly.read('summary')).counts.sets).toBe(28);
    expect(partly.warnings[0]).toMatch(/^2 sets left out/);
    const inputs = {model, vocabulary: toyVocabulary, testSets: test30, training: training.table};
    await expect(runStage(nameGeneSets, {inputs})).rejects.toThrow(
      'expected those of one run. Run the pipeline again.',
    );
  });

  test('where the model writes no names, those of known sets are given', async () => {
    const popularity = {kind: 'popularity', geneSets: toyVocabulary.geneSets, setCount: 10};
    const looked = await runStage(nameGeneSets, {
      inputs: {model: popularity, vocabulary, testSets: test30, training: training.table},
    });
    const names = (await looked.read('names')) as typeof rows;
    expect(names).toEqual(rows.filter(({method}) => method !== 'gpt'));
    expect(looked.warnings[0]).toMatch(/^the model writes no names/);
    const scored = await runStage(scoreNames, {inputs: {names, training: training.table}});
    expect((await scored.read('results')).shown.whole.differences.methods).toEqual({});
  });
});
