import {beforeAll, describe, expect, test} from '@jest/globals';
import type {LineageEntry} from '../../shared/pipeline/stage-contract.ts';
import type {ScoreResults, SetScore} from '../../shared/scores/score-results.ts';
import scoreCompletions from '../../stages/score-completions.ts';
import {shardOf} from '../models/gpt/shard.ts';
import {runStage, type StageRun} from './run-stage.ts';

// Eight genes, all but H protein-coding; popularity A 3 > B 2 = E 2 = F 2 = G 2 > C 1 = D 1 > H 0.
const symbols = ['<end>', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'];
const vocabulary = {
  symbols,
  geneSets: Int32Array.of(4, 3, 2, 1, 1, 2, 2, 2, 0),
  proteinCoding: Uint8Array.of(0, 1, 1, 1, 1, 1, 1, 1, 0),
};
const training = shardOf([
  [1, 2, 3, 4],
  [1, 2, 5],
  [6, 7],
  [1, 6, 7, 5],
]);
const tokensOf = (...genes: string[]) => genes.map(gene => symbols.indexOf(gene));
const questions = [
  {
    ...{setId: 10, library: 'toy', name: 'like the first training set'},
    ...{promptGenes: tokensOf('B', 'C'), heldOutGenes: tokensOf('A', 'D'), outsideGenes: []},
  },
  {
    ...{setId: 11, library: 'other', name: 'nothing protein-coding hidden, one gene unknown'},
    ...{promptGenes: tokensOf('G'), heldOutGenes: tokensOf('H'), outsideGenes: ['XYZ']},
  },
];
interface Answer {
  generatedGenes: number[];
  heldOutRanks: number[];
}
const identities: Record<string, object> = {
  first: {kind: 'stack', role: 'ensemble'},
  second: {kind: 'gpt', role: 'language model'},
};
const rowsOf = (method: string, protocol: string, seed: number, answers: Answer[]) =>
  questions.map((question, i) => ({
    ...{
      method,
      ...identities[method],
      protocol,
      seed,
      generatedProbabilities: [] as number[],
      generatedChances: [] as number[],
    },
    ...question,
    ...answers[i],
  }));

const good = [
  {generatedGenes: tokensOf('D', 'A'), heldOutRanks: [2, 1]},
  {generatedGenes: tokensOf('F'), heldOutRanks: [7]},
];
const fair = [
  {generatedGenes: tokensOf('D', 'B', 'H'), heldOutRanks: [3, 1]},
  {generatedGenes: [], heldOutRanks: [7]},
];
const first = [
  ...rowsOf('first', 'tcc', 1, fair),
  ...rowsOf('first', 'shuffled-20', 1, fair),
  ...rowsOf('first', 'shuffled-20', 2, good),
];
const second = [
  ...rowsOf('second', 'tcc', 1, good),
  ...rowsOf('second', 'shuffled-20', 1, good),
  ...rowsOf('second', 'shuffled-20', 2, good),
];
const inputs = {completions: [first, second], vocabulary, training};
const params = {resamples: 20};
const origin = (entry: Partial<LineageEntry>): LineageEntry => ({
  ...{stage: 'split', uses: 'stages/split', key: 'aa', params: {}, outputs: {}, metrics: {}},
  host: {name: 'laptop', platform: 'linux', node: 'v20', cpu: 'a CPU', cores: 4},
  ...{startedAt: '2025-01-01T00:00:00Z', seconds: 1, peakMemoryBytes: 1, sources: []},
  ...entry,
});
const lineage = [
  origin({sources: [{path: 'data/sets.gmt', sha256: 'ab12', bytes: 5}]}),
  origin({
    ...{stage: 'train-gpt', key: 'cd34'},
    outputs: {model: {format: 'completion-model@2', sha256: 'ef56', counts: {}}},
  }),
];

let run: StageRun;
let rows: SetScore[];
let results: ScoreResults;

beforeAll(async () => {
  run = await runStage(scoreCompletions, {inputs, params, lineage});
  rows = await run.read('perSet');
  results = await run.read('results');
});

const row = (method: string, protocol: string, setId: number, seed = 1) =>
  rows.find(
    score =>
      score.method === method &&
      score.protocol === protocol &&
      score.setId === setId &&
      score.seed === seed,
  )!;

describe('score-completions', () => {
  test('scores every method under every protocol with every seed on every set, beside chance', () => {
    const ways = rows.map(({method, protocol, seed}) => `${protocol} ${method} ${seed}`);
    expect(ways.filter((_, i) => i % 2 === 0)).toEqual([
      ...['tcc first 1', 'tcc second 1', 'tcc chance 1'],
      ...['shuffled-20 first 1', 'shuffled-20 first 2', 'shuffled-20 second 1'],
      ...['shuffled-20 second 2', 'shuffled-20 chance 1', 'shuffled-20 chance 2'],
    ]);
    expect(rows).toHaveLength(2 * 9);
  });

  test('scores tcc as worked out by hand', () => {
    const score = row('first', 'tcc', 10);
    // Named without the prompt's B: D, H. One of A, D is hit.
    expect(score).toMatchObject({setSize: 4, heldOut: 2, generated: 2, hits: 1, maxJaccard: 1});
    expect(score).toMatchObject({recall: 0.5, precision: 0.5, recallAt10: 1, recallAtR: 0.5});
    expect(score.averagePrecision).toBeCloseTo((1 + 2 / 3) / 2, 14);
    // Nine tokens with the end token: of C(9, 2) = 36 pairs, C(7, 2) = 21 miss both held-out genes.
    expect(score.pValue).toBeCloseTo(15 / 36, 13);
    expect(score.qValue).toBeCloseTo((15 / 36) * 2, 13);
  });

  test('scores shuffled against protein-coding genes that are not shown', () => {
    // Of A, D, E, F, G one is drawn (H is none of them), two are held out.
    expect(row('first', 'shuffled-20', 10).pValue).toBeCloseTo(2 / 5, 13);
    expect(row('second', 'shuffled-20', 10).pValue).toBeCloseTo(1 / 10, 13);
    expect(row('second', 'shuffled-20', 11)).toMatchObject({pValue: 1, outsideVocabulary: 1});
  });

  test('the highest Jaccard counts genes outside the vocabulary into the union', () => {
    // {G, H, XYZ} shares G with {F, G}: one of four.
    expect(row('first', 'tcc', 11).maxJaccard).toBe(1 / 4);
  });

  test('chance names as many genes as a ranking does', () => {
    expect(row('chance', 'tcc', 10).generated).toBe(6);
    expect(row('chance', 'shuffled-20', 11).generated).toBe(4);
  });

  test('scores half against the genes of the own library, for chance as well', async () => {
    const half = [...rowsOf('first', 'half', 1, good)];
    half[0].heldOutRanks = [2, 1];
    half[1].heldOutRanks = [1];
    half[1].generatedGenes = [];
    const other = await runStage(scoreCompletions, {
      inputs: {...inputs, completions: [half]},
      params,
    });
    const [own, alone, ...chance]: SetScore[] = await other.read('perSet');
    // All of the library 'toy', A to D, is shown or hidden: nothing else can be drawn.
    expect([own.pValue, own.auroc, alone.auroc]).toEqual([1, null, null]);
    expect(chance.map(({generated, hits}) => [generated, hits])).toEqual([
      [2, 2],
      [1, 1],
    ]);
  });

  test('sums up by protocol and method, seeds averaged, with strata and differences', () => {
    const {tcc, 'shuffled-20': shuffled} = results.protocols;
    expect(tcc).toMatchObject({version: 1, seeds: [1], background: 9, sets: 2, untestedSets: 0});
    expect(shuffled).toMatchObject({seeds: [1, 2], background: 7, sets: 2, untestedSets: 1});
    expect(tcc!.outsideVocabulary).toEqual({sets: 1, genes: 1});
    expect(Object.keys(tcc!.methods)).toEqual(['first', 'second', 'chance']);
    expect(results.methods).toEqual({...identities, chance: {kind: 'chance', role: 'floor'}});
    expect(shuffled!.methods.first.recall).toBe((0.25 + 0.5) / 2);
    expect(shuffled!.methods.first.setsWithoutGenes).toBe(0.5);
    expect(tcc!.methods.second.strata.map(({sets}) => sets)).toEqual([0, 0, 1, 0, 1]);
    expect(tcc!.methods.second.strata[4]).toMatchObject({jaccard: [0.5, 1], recall: 1});
    expect(tcc!.methods.second.libraries.map(({library}) => library)).toEqual(['other', 'toy']);
    expect(tcc!.differences.reference).toBe('first');
    expect(Object.keys(tcc!.differences.methods)).toEqual(['second', 'chance']);
    expect(tcc!.differences.methods.second.recall).toBe(0.25);
  });

  test('tells where the numbers come from', () => {
    expect(results.provenance).toMatchObject({
      ...{significance: 0.05, trainingSets: 4, vocabulary: 9},
      models: {'train-gpt': {key: 'cd34', sha256: 'ef56'}},
      sources: {split: {'sets.gmt': 'ab12'}},
    });
  });

  test('tells what it could not test', async () => {
    const {counts, notes} = await run.read('summary');
    expect(counts).toEqual({sets: 2, methods: 3, protocols: 2});
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatchObject({message: expect.stringContaining('shuffled-20'), count: 1});
  });

  test('gives the same numbers again, and compares with the method asked for', async () => {
    const again = await runStage(scoreCompletions, {inputs, params, lineage});
    expect(await again.read('results')).toEqual(results);
    expect(await again.read('perSet')).toEqual(rows);
    const other = await runStage(scoreCompletions, {
      inputs,
      params: {...params, reference: 'second'},
    });
    const {protocols} = (await other.read('results')) as ScoreResults;
    expect(protocols.tcc!.differences.methods.first.recall).toBe(-0.25);
  });
});

describe('score-completions refuses', () => {
  const scoring = (completions: object[][], more: object = {}) =>
    runStage(scoreCompletions, {inputs: {...inputs, completions}, params: {...params, ...more}});

  test('methods that were asked different questions', async () => {
    await expect(scoring([first, second.slice(0, 4)])).rejects.toThrow(
      /Completions of second under shuffled-20, seed 2: found 0 sets; expected the 2 that first/,
    );
    const swapped = [second[1], second[0], ...second.slice(2)];
    await expect(scoring([first, swapped])).rejects.toThrow(/same questions to every method/);
  });

  test('one method twice, the floor’s name, an unknown protocol, role or reference', async () => {
    await expect(scoring([first, first])).rejects.toThrow(/expected each method once/);
    const floor = first.map(line => ({...line, method: 'chance'}));
    await expect(scoring([floor])).rejects.toThrow(/chance/);
    await expect(scoring([first.map(line => ({...line, protocol: 'odd'}))])).rejects.toThrow(
      /found the protocol odd, expected tcc, shuffled-10/,
    );
    await expect(scoring([first.map(line => ({...line, role: 'odd'}))])).rejects.toThrow(
      /found the role odd, expected ensemble, language model/,
    );
    await expect(scoring([first], {reference: 'third'})).rejects.toThrow(
      /found third, which completed nothing; expected one of first, chance/,
    );
    await expect(scoring([[]])).rejects.toThrow(/hold no set/);
  });
});
