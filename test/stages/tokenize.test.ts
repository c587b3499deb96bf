import {describe, expect, test} from '@jest/globals';
import tokenize from '../../stages/tokenize.ts';
import {sets} from '../genes/sets.ts';
import {runStage} from './run-stage.ts';

const gene = (symbol: string, locusGroup: string) => ({
  symbol,
  name: null,
  locusGroup,
  previous: [],
  aliases: [],
  entrezId: null,
  ensemblId: null,
});
const genes = [
  gene('A', 'protein-coding gene'),
  gene('B', 'non-coding RNA'),
  gene('Z', 'protein-coding gene'),
];

describe('tokenize', () => {
  test('orders tokens by training frequency, then symbol; genes of held-out sets come last', async () => {
    const run = await runStage(tokenize, {
      inputs: {
        training: sets('C B', 'B A', 'D'),
        validation: sets('Z A'),
        test: sets('', 'D Y B'),
        genes,
      },
    });
    const vocabulary = await run.read('vocabulary');
    expect(vocabulary.symbols).toEqual(['<end>', 'B', 'A', 'C', 'D', 'Y', 'Z']);
    expect(Array.from(vocabulary.geneSets)).toEqual([3, 2, 1, 1, 1, 0, 0]);
    expect(Array.from(vocabulary.proteinCoding)).toEqual([0, 0, 1, 0, 0, 0, 1]);
    const training = await run.read('training');
    expect(Array.from(training.tokens)).toEqual([3, 1, 1, 2, 4]);
    expect(Array.from(training.offsets)).toEqual([0, 2, 4, 5]);
    expect(training.vocabSize).toBe(7);
    expect(Array.from((await run.read('validation')).tokens)).toEqual([6, 2]);
    const held = await run.read('test');
    expect(Array.from(held.setIds)).toEqual([100, 101]);
    expect(Array.from(held.tokens)).toEqual([4, 5, 1]);
    expect(await run.read('summary')).toEqual({
      stage: 'tokenize',
      counts: {
        vocabulary: 7,
        proteinCoding: 2,
        trainingTokens: 5,
        validationTokens: 2,
        testTokens: 3,
      },
      notes: [{message: 'genes in held-out sets only, never trained on', count: 2}],
    });
  });

  test('words of names have tokens after the genes, those of training sets and genes alone', async () => {
    const named = (names: string[], ...lists: string[]) => ({...sets(...lists), names});
    const run = await runStage(tokenize, {
      inputs: {
        training: named(['DNA repair (GO:0006281)', 'repair_of dna', 'Dna-ase'], 'C B', 'B A', 'D'),
        validation: named(['repair of RNA'], 'Z A'),
        test: named(['RNA', 'of'], '', 'D Y B'),
        genes: [{...genes[0], name: 'repair kinase'}, ...genes.slice(1)],
      },
      params: {minWordNames: 2},
    });
    const vocabulary = await run.read('vocabulary');
    expect(vocabulary.symbols).toHaveLength(7);
    // As often in one case as in another: in alphabetical order.
    expect(vocabulary.words).toEqual(['DNA', 'repair']);
    expect(vocabulary.geneNames).toEqual(['', '', 'repair kinase', '', '', '', '']);
    // 7 opens a name.
    const training = (await run.read('training')).names!;
    expect(Array.from(training.offsets)).toEqual([0, 2, 4, 5]);
    expect(Array.from(training.tokens)).toEqual([8, 9, 9, 8, 8]);
    expect(Array.from((await run.read('validation')).names!.tokens)).toEqual([9]);
    expect((await run.read('summary')).counts).toMatchObject({vocabulary: 7, words: 2});
  });

  test('takes 32 bits a token where 16 do not reach', async () => {
    const many = Array.from({length: 65_536}, (_, i) => `G${i}`).join(' ');
    const few = many.slice(0, many.lastIndexOf(' '));
    const tokensOf = async (text: string) =>
      (
        await (
          await runStage(tokenize, {
            inputs: {training: sets(text), validation: sets(), test: sets(), genes},
          })
        ).read('training')
      ).tokens;
    expect(await tokensOf(few)).toBeInstanceOf(Uint16Array);
    const wide = await tokensOf(many);
    expect(wide).toBeInstanceOf(Uint32Array);
    expect(new Set(wide).size).toBe(65_536);
  });

  test('refuses an empty training split and a gene named like the end token', async () => {
    await expect(
      runStage(tokenize, {
        inputs: {training: sets(), validation: sets('A'), test: sets('A'), genes},
      }),
    ).rejects.toThrow(/the training split holds no sets/);
    await expect(
      runStage(tokenize, {
        inputs: {training: sets('<end>'), validation: sets('A'), test: sets('A'), genes},
      }),
    ).rejects.toThrow(/a gene is named <end>/);
  });
});
