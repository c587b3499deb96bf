import {expect, test} from '@jest/globals';
import {protocolOf} from '../../../shared/genes/tokens/masking-protocols.ts';
import {
  type CompletionTask,
  completeSets,
} from '../../../shared/models/completers/complete-sets.ts';
import type {TestSet} from '../../../shared/models/completers/part-sets.ts';
import {fakeCompleter} from './fake-completer.ts';

const tokens = new Map(Array.from({length: 20}, (_, i) => [`G${i + 1}`, i + 1]));
const set = (setId: number, ...genes: string[]): TestSet => ({
  ...{setId, library: 'toy', name: `set ${setId}`, genes},
});
const task = (more: Partial<CompletionTask> = {}): CompletionTask => ({
  ...{protocol: protocolOf('tcc'), seed: 1},
  sampling: {temperature: 1, topK: 0, topP: 1, endsSets: false, atOnce: false},
  ...{withProbabilities: false, onProgress: () => {}, ...more},
});

test('shows the first genes, names the best others, ranks the hidden ones', async () => {
  const genes = ['G3', 'G7', 'G20', 'UNKNOWN', 'G19', 'G1', 'G2'];
  const [found] = await completeSets(fakeCompleter(21), [set(5, ...genes)], tokens, task());
  // ⌊0.2 · 8⌋ + 1 = 2 genes shown, and four named for each of them.
  expect(found).toEqual({
    ...{setId: 5, library: 'toy', name: 'set 5', promptGenes: [3, 7]},
    ...{heldOutGenes: [20, 19, 1, 2], outsideGenes: ['UNKNOWN']},
    generatedGenes: [20, 19, 18, 17, 16, 15, 14, 13],
    ...{generatedProbabilities: [], generatedChances: [], heldOutRanks: [1, 2, 18, 17]},
  });
});

test('gives probabilities and chances of the named genes where asked, for as many hidden as named', async () => {
  const asked: number[] = [];
  const completer = fakeCompleter(21, {
    probabilities: async prompts => prompts.map(() => Float64Array.from({length: 21}, (_, i) => i)),
    chanceOf: hits => {
      asked.push(hits);
      return 0.5;
    },
  });
  const sets = [set(1, 'G1', 'G2', 'G3', 'G4')];
  const [plain] = await completeSets(completer, sets, tokens, task());
  expect([plain.generatedProbabilities, asked]).toEqual([[], []]);
  const [found] = await completeSets(completer, sets, tokens, task({withProbabilities: true}));
  expect(found.generatedProbabilities).toEqual(found.generatedGenes);
  expect(found.generatedChances).toEqual(found.generatedGenes.map(() => 0.5));
  const count = found.generatedGenes.length;
  expect(asked).toEqual(found.generatedProbabilities.map(share => share * count));
});

test('a model that writes genes does so where the protocol lets it, as many as are named or until it ends', async () => {
  const most: number[] = [];
  const completer = fakeCompleter(21, {
    generate: async (sets, {maxNewGenes}) => {
      most.push(...maxNewGenes);
      return sets.map(() => Int32Array.of(9));
    },
  });
  const sets = [set(1, 'G1', 'G2', 'G3')];
  const [sampled] = await completeSets(completer, sets, tokens, task());
  expect(sampled.generatedGenes).toEqual([9]);
  const protocol = protocolOf('shuffled-50');
  const [ranked] = await completeSets(completer, sets, tokens, task({protocol}));
  expect(ranked.generatedGenes[0]).not.toBe(9);
  const sampling = {temperature: 1, topK: 0, topP: 1, endsSets: true, atOnce: false};
  await completeSets(completer, sets, tokens, task({sampling}));
  // ⌊0.2 · 4⌋ + 1 = 1 gene shown.
  expect(most).toEqual([4, 500]);
  const atOnce = {...sampling, endsSets: false, atOnce: true};
  const [best] = await completeSets(completer, sets, tokens, task({sampling: atOnce}));
  expect(best.generatedGenes[0]).not.toBe(9);
  expect(best.generatedGenes).toHaveLength(4);
});

test('ranks many sets in batches, in order, and tells how many are done', async () => {
  const completer = fakeCompleter(21);
  const sets = Array.from({length: 130}, (_, i) => set(i, 'G1', 'G2', 'G3', `G${4 + (i % 9)}`));
  const progress: number[] = [];
  const onProgress = (done: number) => void progress.push(done);
  const found = await completeSets(completer, sets, tokens, task({onProgress}));
  expect(completer.ranked).toEqual([64, 64, 2]);
  expect(progress).toEqual([64, 128, 130]);
  expect(found.map(({setId}) => setId)).toEqual(sets.map(({setId}) => setId));
  expect(found[128]).toEqual((await completeSets(completer, [sets[128]], tokens, task()))[0]);
  expect(found[129]).toEqual((await completeSets(completer, [sets[129]], tokens, task()))[0]);
});

test('under half only the genes of the own library are named and ranked', async () => {
  const protocol = protocolOf('half');
  const genes = Array.from({length: 10}, (_, i) => `G${i + 1}`);
  const sets = [
    {...set(1, ...genes), library: 'one'},
    {...set(2, ...genes.slice(1), 'G12'), library: 'one'},
    {...set(3, ...genes, 'G20'), library: 'other'},
  ];
  const [first, second, third] = await completeSets(
    fakeCompleter(21),
    sets,
    tokens,
    task({protocol}),
  );
  const ofLibrary = new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12]);
  for (const {promptGenes, heldOutGenes, generatedGenes, heldOutRanks} of [first, second]) {
    expect([promptGenes.length, heldOutGenes.length]).toEqual([5, 5]);
    // The fake prefers high tokens: of those not shown the highest of the library.
    const free = [...ofLibrary]
      .filter(token => !promptGenes.includes(token))
      .toSorted((a, b) => b - a);
    expect(generatedGenes).toEqual(free.slice(0, 5));
    expect(heldOutRanks).toEqual(heldOutGenes.map(token => free.indexOf(token) + 1));
  }
  expect(third.generatedGenes).not.toContain(12);
});
