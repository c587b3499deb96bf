import {beforeAll, describe, expect, test} from '@jest/globals';
import completeGeneSets from '../../stages/complete-gene-sets.ts';
import trainGpt from '../../stages/train-gpt.ts';
import trainNearestSets from '../../stages/train-nearest-sets.ts';
import {runStage} from './run-stage.ts';
import {groupOf, tableOf, toyShard, toyVocabulary, VOCAB_SIZE} from './toy-corpus.ts';

interface Row {
  method: string;
  kind: string;
  role: string;
  protocol: string;
  seed: number;
  setId: number;
  library: string;
  name: string;
  promptGenes: number[];
  heldOutGenes: number[];
  outsideGenes: string[];
  generatedGenes: number[];
  generatedProbabilities: number[];
  generatedChances: number[];
  heldOutRanks: number[];
}

const testSets = tableOf(toyShard(25, 3));
const training = {
  vocabulary: toyVocabulary,
  training: toyShard(300, 1),
  validation: toyShard(30, 2),
};
/** Tokens of a set, in stored order. */
const genesOf = (row: number) =>
  Array.from(testSets.genes.subarray(testSets.offsets[row], testSets.offsets[row + 1]), gene =>
    toyVocabulary.symbols.indexOf(testSets.symbols[gene]),
  );

// biome-ignore lint/suspicious/noExplicitAny: whatever a training stage wrote
async function complete(model: any, params: Record<string, unknown> = {}, sets = testSets) {
  const run = await runStage(completeGeneSets, {
    inputs: {model, vocabulary: toyVocabulary, testSets: sets},
    params: {method: 'a method', seeds: [1, 2], ...params},
  });
  return {rows: (await run.read('completions')) as Row[], summary: await run.read('summary')};
}

const roles: Record<string, string> = {gpt: 'language model', 'nearest-sets': 'lookup'};

describe.each(['gpt', 'nearest-sets'])('complete-gene-sets with %s', kind => {
  // biome-ignore lint/suspicious/noExplicitAny: as above
  let model: any;
  let rows: Row[];
  let counts: Record<string, number>;
  const under = (protocol: string, seed = 1) =>
    rows.filter(row => row.protocol === protocol && row.seed === seed);

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
  }, 60_000);

  test('every set is completed under every protocol, and with every seed where it is drawn more than once', () => {
    const ways = [...new Set(rows.map(({protocol, seed}) => `${protocol} ${seed}`))];
    expect(ways).toEqual([
      ...['tcc 1', 'shuffled-10 1', 'shuffled-20 1', 'shuffled-20 2', 'shuffled-50 1'],
    ]);
    for (const way of ways) {
      const [protocol, seed] = way.split(' ');
      const own = under(protocol, Number(seed));
      expect(own.map(({setId}) => setId)).toEqual(Array.from(testSets.setIds));
    }
    for (const row of rows) {
      expect(row).toMatchObject({method: 'a method', kind, role: roles[kind]});
    }
    expect(counts).toMatchObject({sets: 25, completions: 25 * 5, outsideVocabulary: 0});
  });

  test('prompt and held-out genes are the set; tcc shows its first genes in stored order', () => {
    for (const row of rows) {
      const at = testSets.setIds.indexOf(row.setId);
      const genes = [...row.promptGenes, ...row.heldOutGenes];
      expect(new Set(genes)).toEqual(new Set(genesOf(at)));
      expect(row.name).toBe(`set ${row.setId}`);
    }
    for (const [at, {promptGenes, heldOutGenes}] of under('tcc').entries()) {
      expect([...promptGenes, ...heldOutGenes]).toEqual(genesOf(at));
    }
  });

  test('named genes are new, distinct and mostly of the right group', () => {
    const right = under('tcc').flatMap(({promptGenes, generatedGenes}) => {
      expect(new Set([...promptGenes, ...generatedGenes]).size).toBe(
        promptGenes.length + generatedGenes.length,
      );
      expect(generatedGenes).not.toContain(0);
      const group = groupOf(promptGenes[0]);
      return generatedGenes.map(gene => groupOf(gene) === group);
    });
    expect(right.length).toBeGreaterThan(25);
    expect(right.filter(Boolean).length / right.length).toBeGreaterThan(0.6);
  });

  test('the shown genes say how many are named; under tcc a GPT may decide itself', async () => {
    const lengths = (own: Row[]) => own.map(({generatedGenes}) => generatedGenes.length);
    const expected = (own: Row[], factor: number) =>
      own.map(({promptGenes}) => promptGenes.length * factor);
    const [ten, fifty, tcc] = [under('shuffled-10'), under('shuffled-50'), under('tcc')];
    expect(lengths(ten)).toEqual(expected(ten, 9));
    expect(lengths(fifty)).toEqual(expected(fifty, 1));
    expect(lengths(tcc)).toEqual(expected(tcc, 4));
    const {rows: ended} = await complete(model, {protocols: ['tcc'], endsSets: true});
    if (kind === 'gpt') expect(lengths(ended)).not.toEqual(expected(ended, 4));
    else expect(lengths(ended)).toEqual(expected(ended, 4));
  });

  test('ranks count every gene but the prompt, and agree with the named genes', () => {
    for (const {promptGenes, heldOutGenes, generatedGenes, heldOutRanks} of under('shuffled-20')) {
      expect(Math.max(...heldOutRanks)).toBeLessThan(VOCAB_SIZE - promptGenes.length);
      for (const [i, gene] of heldOutGenes.entries()) {
        const named = generatedGenes.indexOf(gene);
        if (named >= 0) expect(heldOutRanks[i]).toBe(named + 1);
        else expect(heldOutRanks[i]).toBeGreaterThan(generatedGenes.length);
      }
    }
  });

  test('the first seed has the probabilities of the named genes, falling where they are ranked', () => {
    for (const {generatedGenes, generatedProbabilities} of under('shuffled-50')) {
      expect(generatedProbabilities).toHaveLength(generatedGenes.length);
      expect(generatedProbabilities).toEqual(generatedProbabilities.toSorted((a, b) => b - a));
      expect(generatedProbabilities.reduce((sum, p) => sum + p, 0)).toBeLessThanOrEqual(1 + 1e-9);
    }
    expect(under('shuffled-50', 2).flatMap(row => row.generatedProbabilities)).toEqual([]);
  });

  test('the same seed gives the same completions, another one others', async () => {
    const again = await complete(model, {protocols: ['shuffled-20'], seeds: [2]});
    const withoutProbabilities = ({generatedProbabilities, ...row}: Row) => row;
    expect(again.rows.map(withoutProbabilities)).toEqual(
      under('shuffled-20', 2).map(withoutProbabilities),
    );
    expect(under('shuffled-20', 2)[0].promptGenes).not.toEqual(under('shuffled-20')[0].promptGenes);
  });
});

describe('complete-gene-sets with a mixture', () => {
  test('gives chances calibrated for as many hidden genes as it names', async () => {
    const member = await (await runStage(trainNearestSets, {inputs: training})).read('model');
    const {rows} = await complete({
      ...{kind: 'mixture', vocabSize: VOCAB_SIZE, training: training.training},
      ...{knots: [0.5], weights: [[1]], members: [{name: 'lookup', model: member}]},
      calibration: {expected: [0, 10], observed: [0, 0.5]},
    });
    const [first, second] = [1, 2].map(seed =>
      rows.filter(row => row.protocol === 'shuffled-20' && row.seed === seed),
    );
    for (const {promptGenes, generatedProbabilities, generatedChances} of first) {
      const hidden = 4 * promptGenes.length;
      expect(generatedChances).toHaveLength(hidden);
      expect(generatedChances).toEqual(
        generatedProbabilities.map(p => expect.closeTo((p * hidden * 0.5) / 10, 12)),
      );
    }
    expect(second.flatMap(row => row.generatedChances)).toEqual([]);
  });
});

describe('sets from elsewhere', () => {
  // biome-ignore lint/suspicious/noExplicitAny: as above
  let model: any;
  beforeAll(async () => {
    model = await (await runStage(trainNearestSets, {inputs: training})).read('model');
  });

  const foreign = (genes: number[][], symbols = [...toyVocabulary.symbols, 'X1', 'X2']) => ({
    ...{setIds: Int32Array.from(genes.keys()), libraries: genes.map(() => 'elsewhere')},
    ...{names: genes.map((_, i) => `set ${i}`), descriptions: genes.map(() => '')},
    symbols,
    offsets: Int32Array.from([0, ...genes.map((_, i) => genes.slice(0, i + 1).flat().length)]),
    genes: Int32Array.from(genes.flat()),
  });

  test('genes outside the vocabulary stay hidden, without a rank, and are counted', async () => {
    const sets = foreign([[VOCAB_SIZE, 1, 2, VOCAB_SIZE + 1, 3, 4, 5]]);
    const {rows, summary} = await complete(model, {seeds: [1]}, sets);
    for (const {promptGenes, heldOutGenes, outsideGenes, heldOutRanks} of rows) {
      expect(new Set([...promptGenes, ...heldOutGenes])).toEqual(new Set([1, 2, 3, 4, 5]));
      expect(outsideGenes.toSorted()).toEqual(['X1', 'X2']);
      expect(heldOutRanks).toHaveLength(heldOutGenes.length);
    }
    expect(summary.counts.outsideVocabulary).toBe(4 * 2);
  });

  test('sets with fewer than two known genes are left out and told of; none left is an error', async () => {
    const sets = foreign([
      [1, VOCAB_SIZE],
      [1, 2],
    ]);
    const {rows, summary} = await complete(model, {protocols: ['tcc']}, sets);
    expect(rows.map(({setId}) => setId)).toEqual([1]);
    expect(summary.notes).toEqual([
      {message: 'sets with fewer than 2 genes of the vocabulary, left out', count: 1},
    ]);
    await expect(complete(model, {}, foreign([[1, VOCAB_SIZE]]))).rejects.toThrow(
      /none of 1 sets has 2 genes of the vocabulary/,
    );
  });

  test('a model of another vocabulary is refused', async () => {
    const other = {...model, vocabSize: VOCAB_SIZE + 1};
    await expect(complete(other)).rejects.toThrow(
      /knows 62 tokens, the vocabulary has 61.*same tokenize run/,
    );
  });

  test('half leaves small sets out; additions seeks what an older version lacks', async () => {
    const sets = foreign([Array.from({length: 12}, (_, i) => i + 1), [20, 21, 22]]);
    const olderSets = [{...foreign([[9, 20, VOCAB_SIZE]]), names: ['set 1']}];
    const run = await runStage(completeGeneSets, {
      inputs: {model, vocabulary: toyVocabulary, testSets: sets, olderSets},
      params: {method: 'a method', protocols: ['half', 'additions'], seeds: [1, 2]},
    });
    const rows: Row[] = await run.read('completions');
    expect(rows.map(row => `${row.protocol} ${row.seed} ${row.setId}`)).toEqual([
      ...['half 1 0', 'half 2 0', 'additions 1 1'],
    ]);
    expect(rows[2]).toMatchObject({promptGenes: [9, 20], heldOutGenes: [21, 22]});
    expect((await run.read('summary')).notes).toEqual([
      {message: 'sets with fewer than 10 genes of the vocabulary, left out of half', count: 1},
      {message: 'sets without an older version by that name, left out of additions', count: 1},
    ]);
  });

  test('additions without an older version, or without a pair, is an error', async () => {
    const sets = foreign([[1, 2, 3]]);
    await expect(complete(model, {protocols: ['additions']}, sets)).rejects.toThrow(
      /found no older version.*--old FILE/,
    );
    const inputs = {model, vocabulary: toyVocabulary, testSets: sets};
    const params = {method: 'a method', protocols: ['additions']};
    const seek = (...olderSets: ReturnType<typeof foreign>[]) =>
      runStage(completeGeneSets, {inputs: {...inputs, olderSets}, params});
    await expect(seek({...foreign([[1, 2]]), names: ['another']})).rejects.toThrow(
      /found none of 1 sets in the older version/,
    );
    await expect(seek(sets)).rejects.toThrow(
      /none of 1 sets has gained a gene of the vocabulary.* Is the older version another file/,
    );
  });
});
