// The worker completes lists as the command does.
import {beforeAll, describe, expect, test} from '@jest/globals';
import {type GeneModel, open} from '../../../run/geneglot.mjs';
import {complete} from '../../../shared/ask/completion/answer-from-file.ts';
import {topIndices} from '../../../shared/stats/score-order.ts';
import {AskedWorker, OWN_FILE, ownModel} from './ask-worker.ts';

const GENES = ['TP53', 'P53', 'mdm2', 'CDKN1A', 'nonsense', 'ENSG00000141510.4', 'ATM'];

let worker: AskedWorker;
let model: GeneModel;
beforeAll(async () => {
  [worker, model] = await Promise.all([AskedWorker.open(), open(OWN_FILE)]);
});

describe('a list', () => {
  test('is completed as by the command', async () => {
    const question = {asked: {file: OWN_FILE}, genes: GENES, top: 25, support: 3} as const;
    const {output} = await complete({...question, format: 'json'});
    const [expected] = JSON.parse(output).sets;
    const answer = await worker.ask('complete', {genes: GENES, top: 25});
    expect(answer.leftOut).toEqual(expected.leftOut);
    const plain = answer.suggestions.map(({byModels, value, ...gene}) => {
      return {...gene, probability: value};
    });
    expect(plain).toEqual(expected.genes);
  });

  test('with words, and words alone, as by the command', async () => {
    const about = 'mitotic spindle unheard';
    for (const genes of [['PLK1', 'AURKB'], []]) {
      const question = {asked: {file: OWN_FILE}, genes, about, top: 25, support: 3} as const;
      const {output} = await complete({...question, format: 'json'});
      const [expected] = JSON.parse(output).sets;
      const answer = await worker.ask('complete', {genes, about, top: 25});
      expect(answer.about).toEqual({known: ['mitotic', 'spindle'], unknown: ['unheard']});
      const plain = answer.suggestions.map(({byModels, value, ...gene}) => {
        return {...gene, probability: value};
      });
      expect(plain).toEqual(expected.genes);
    }
    const [plain, unread] = await Promise.all([
      worker.ask('complete', {genes: ['PLK1']}),
      worker.ask('complete', {genes: ['PLK1'], about: 'unheard'}),
    ]);
    expect(unread).toEqual({...plain, about: {known: [], unknown: ['unheard']}});
    const {suggestions} = await worker.ask('complete', {genes: [], about: 'unheard'});
    expect(suggestions).toEqual([]);
  });

  test('has chances that the page moves by the calibration', async () => {
    const few = await worker.ask('complete', {genes: GENES, missing: 2});
    const many = await worker.ask('complete', {genes: GENES, missing: 40});
    expect([few.missing, many.missing]).toEqual([2, 40]);
    for (const [i, {value, chance}] of many.suggestions.entries()) {
      expect(chance).toBe(model.chance(value * 40));
      expect(chance).toBeGreaterThanOrEqual(few.suggestions[i].chance!);
    }
    expect(many.calibration).toEqual(model.about.model.calibration);
  });

  test('names the training set that is most like it', async () => {
    const {examples} = await worker.ask('open', ownModel());
    for (const {genes, library, name, size} of examples) {
      const {nearest} = await worker.ask('complete', {genes});
      expect(nearest).toMatchObject({
        library,
        name,
        likeness: expect.closeTo(Math.sqrt(genes.length / size), 12),
        shared: genes.length,
        size,
      });
    }
  });

  test('marks what the nearest sets alone would not have named', async () => {
    const {suggestions, genes} = await worker.ask('complete', {genes: GENES, top: 30});
    const prompt = Int32Array.from(genes, ({token}) => token);
    const alone = topIndices(model.score(prompt).methods[0], 30);
    const names = new Set(Array.from(alone, token => model.symbols[token]));
    expect(suggestions.map(({byModels}) => byModels)).toEqual(
      suggestions.map(({symbol}) => !names.has(symbol)),
    );
    expect(suggestions.some(({byModels}) => byModels)).toBe(true);
  });

  test('of no gene, of none that is known, of mouse genes', async () => {
    const asked = (genes: string[]) => worker.ask('complete', {genes});
    await expect(asked([])).rejects.toThrow(/^Found no gene, expected one at least/);
    await expect(asked(['<img src=x onerror=alert(1)>'])).rejects.toThrow(
      "Found a gene that is not in the model's vocabulary, expected one that is. unknown: <img src=x onerror=alert(1)>.",
    );
    expect((await asked(['Trp53', 'Mdm2', 'Cdkn1a'])).genes).toHaveLength(3);
  });

  test('of 5,000 genes', async () => {
    const genes = [...model.symbols.slice(1, 5001)];
    const {suggestions} = await worker.ask('complete', {genes});
    expect(suggestions).toHaveLength(20);
  });
});

test('the sets of a file are completed one after another, with progress, and can be stopped', async () => {
  const sets = Array.from({length: 300}, (_, i) => ({
    name: `set ${i}`,
    genes: model.symbols.slice(1 + i, 9 + i),
  }));
  const {id, done} = worker.start('complete-sets', {sets});
  await new Promise(resolve => setTimeout(resolve, 500));
  await worker.stop(id);
  await done;
  const said = worker.about(id);
  expect(said.at(-1)).toEqual({id, stopped: true});
  expect(said[0]).toMatchObject({progress: {of: 300, unit: 'sets'}});
  const [first] = await worker.ask('complete-sets', {sets: sets.slice(0, 2), top: 5});
  const {suggested} = model.complete(sets[0].genes, {top: 5});
  expect(first.suggested).toEqual(suggested.map(({symbol, chance}) => ({symbol, chance})));
});
