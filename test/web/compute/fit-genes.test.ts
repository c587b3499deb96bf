// Each given gene is left out in turn; a stranger among the genes of a pathway stands first.
import {beforeAll, describe, expect, test} from '@jest/globals';
import {type GeneModel, open} from '../../../run/geneglot.mjs';
import type {Opened} from '../../../web/protocol.ts';
import {AskedWorker, OWN_FILE, ownModel} from './ask-worker.ts';

let worker: AskedWorker;
let model: GeneModel;
let opened: Opened;
beforeAll(async () => {
  worker = new AskedWorker();
  [opened, model] = await Promise.all([worker.ask('open', ownModel()), open(OWN_FILE)]);
});

describe('fit', () => {
  test('names a stranger first', async () => {
    const genes = [...opened.examples[0].genes.slice(0, 9), 'KRT85'];
    const fitted = await worker.ask('fit', {genes});
    expect(fitted).toHaveLength(10);
    expect(fitted[0].symbol).toBe('KRT85');
    const ranks = fitted.map(({rank}) => rank);
    expect(ranks).toEqual([...ranks].sort((a, b) => b - a));
  });

  test('gives place and chance among the completions of the others', async () => {
    const genes = opened.examples[1].genes.slice(0, 5);
    const fitted = await worker.ask('fit', {genes});
    for (const {symbol, rank, chance, of} of fitted) {
      const others = genes.filter(gene => gene !== symbol);
      const {suggested} = model.complete(others, {top: 10_000});
      const own = suggested.find(gene => gene.symbol === symbol);
      if (own) expect([rank, chance]).toEqual([own.rank, expect.closeTo(own.chance, 10)]);
      else expect(rank).toBeGreaterThan(suggested.length);
      expect(of).toBe(model.symbols.length - 1 - others.length);
      expect(rank).toBeLessThanOrEqual(of);
    }
  });

  test('shows progress, lets short questions pass, and stops between answers', async () => {
    const genes = model.symbols.slice(1, 201);
    const {id, done} = worker.start('fit', {genes});
    await new Promise(resolve => setTimeout(resolve, 600));
    await worker.ask('read', {text: 'TP53'});
    expect(worker.about(id).at(-1)).toMatchObject({progress: {of: 200, unit: 'genes'}});
    await worker.stop(id);
    await done;
    expect(worker.about(id).at(-1)).toEqual({id, stopped: true});
  });

  test('needs two genes', async () => {
    await expect(worker.ask('fit', {genes: ['TP53', 'x']})).rejects.toThrow(
      'Found 1 gene that the model knows, TP53, expected two at least',
    );
  });
});

describe('why a gene is suggested', () => {
  const genes = ['TP53', 'MDM2', 'CDKN1A', 'ATM'];

  test('is told by each method and by the sets that hold it', async () => {
    const {suggestions} = await worker.ask('complete', {genes});
    const {symbol, rank, support} = suggestions[4];
    const explained = await worker.ask('explain', {genes, symbol});
    expect(explained).toMatchObject({symbol, rank});
    expect(explained.methods.map(({kind}) => kind)).toEqual(
      model.about.model.members.map(({kind}) => kind),
    );
    expect(new Set(explained.methods.map(({title}) => title)).size).toBe(
      model.about.model.members.length,
    );
    for (const {rank, share} of explained.methods) {
      expect(rank).toBeGreaterThanOrEqual(1);
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThanOrEqual(1);
      expect(share === 1).toBe(rank === 1);
    }
    const {sets} = explained;
    expect(sets.slice(0, 3).map(({name}) => name)).toEqual(support.map(({name}) => name));
    expect(sets[0].likeness).toBeCloseTo(support[0].similarity, 12);
    expect(sets.every(set => set.genes.length === set.shared)).toBe(true);
  });

  test.each([
    ['TP53', 'Found TP53, a gene that was given, expected one that is suggested.'],
    ['<b>', 'Found <b>, a gene that the model does not know, expected one that is suggested.'],
  ])('is refused for %s', async (symbol, sentence) => {
    await expect(worker.ask('explain', {genes, symbol})).rejects.toThrow(sentence);
  });
});
