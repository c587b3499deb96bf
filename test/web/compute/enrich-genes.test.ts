// The worker tests lists and describes genes as the command does.
import {beforeAll, describe, expect, test} from '@jest/globals';
import {enrich} from '../../../shared/ask/enrichment/answer-enrichment.ts';
import {AskedWorker, OWN_FILE} from './ask-worker.ts';

const GENES = ['TP53', 'P53', 'mdm2', 'CDKN1A', 'nonsense', 'ATM', 'CHEK2', 'OR4F17'];
const QUESTION = {bundle: OWN_FILE, genes: [], gmt: [], libraries: [], top: 20, all: false};

let worker: AskedWorker;
beforeAll(async () => {
  worker = await AskedWorker.open();
});

async function askCommand(question: object) {
  const {output} = await enrich({...QUESTION, ...question, format: 'json', page: false});
  return JSON.parse(output);
}

describe('a list', () => {
  test.each([
    [{}, {}],
    [{libraries: ['wikipathways']}, {libraries: ['wikipathways']}],
    [
      {all: true, top: 30},
      {fold: false, most: 30},
    ],
  ])('is tested as by the command %j', async (question, asked) => {
    const command = await askCommand({genes: GENES, ...question});
    const [list] = command.lists;
    const answer = await worker.ask('enrich', {genes: GENES, ...asked});
    const {sets, libraries, notes, fold} = command;
    expect(answer).toMatchObject({sets, libraries, notes, fold});
    expect(answer.background).toEqual({name: null, genes: command.background.genes});
    const {drawn, tested, significant, outside, leftOut} = list;
    expect(answer).toMatchObject({drawn, tested, significant, outside, leftOut});
    expect(answer.groups.map(([set, ...folded]) => ({...set, folded}))).toEqual(list.tests);
    expect(answer.completed.map(([set, ...folded]) => ({...set, folded}))).toEqual(
      list.completion.sets,
    );
    expect(answer.added).toEqual(list.completion.added);
  });

  test('has a dot for each group, and names in it are text', async () => {
    const {dotPlot, groups} = await worker.ask('enrich', {genes: GENES});
    expect(dotPlot).toMatchObject({data: {values: expect.arrayContaining([expect.anything()])}});
    expect(JSON.parse(JSON.stringify(dotPlot)).data.values).toHaveLength(groups.length);
  });

  test('is tested in own sets and in an own background', async () => {
    const sets = [
      {name: '<script>alert(1)</script>', genes: ['TP53', 'MDM2', 'BRCA1', 'NOGENE']},
      {name: 'other', genes: ['GAPDH', 'ACTB']},
    ];
    const background = {name: 'measured', genes: ['TP53', 'MDM2', 'BRCA1', 'GAPDH', 'ACTB', 'ATM']};
    const answer = await worker.ask('enrich', {
      genes: GENES,
      own: [{name: 'mine', sets}],
      background,
    });
    expect(answer).toMatchObject({libraries: ['mine'], drawn: 3, tested: 1, sets: 2});
    expect(answer.background).toEqual({name: 'measured', genes: 6});
    expect(answer.groups[0][0]).toMatchObject({name: sets[0].name, shared: ['TP53', 'MDM2']});
    expect(answer.outside).toContain('CDKN1A');
    expect(answer.notes).toEqual(['mine: 1 name is unknown or ambiguous and left out (NOGENE)']);
    // One of the twenty ways to draw three of six genes holds all three of a set of three; ten hold two or more.
    expect(answer.groups[0][0].pValue).toBeCloseTo(10 / 20, 12);
  });

  test.each([
    [{genes: []}, 'Found no gene, expected one at least.'],
    [{genes: ['Nothing1']}, 'Found no known gene among 1 names'],
    [{genes: GENES, libraries: ['nowhere']}, 'libraries: found nowhere, expected one of go-'],
    [
      {genes: ['TP53'], background: {name: 'measured', genes: ['GAPDH']}},
      'measured: found none of the 1 given genes in the background',
    ],
    [
      {genes: ['TP53'], background: {name: 'measured', genes: ['fly-1']}},
      'measured: found no gene among 1 names such as fly-1',
    ],
    [
      {genes: ['TP53'], own: [{name: 'fly', sets: [{name: 'a', genes: ['fly-1', 'fly-2']}]}]},
      'fly: found no gene among 2 names',
    ],
  ])('is refused with a sentence: %j', async (asked, sentence) => {
    await expect(worker.ask('enrich', asked)).rejects.toThrow(sentence);
  });

  test('of 5,000 genes and 300 own sets shows progress and can be stopped', async () => {
    const {groups} = await worker.ask('enrich', {genes: GENES, most: 300});
    expect(groups.length).toBeGreaterThan(100);
    const genes = Array.from({length: 5000}, (_, i) => String(i + 1));
    const sets = Array.from({length: 300}, (_, i) => ({
      name: `set ${i}`,
      genes: genes.slice(i * 10, i * 10 + 200),
    }));
    const asked = {genes, own: [{name: 'mine', sets}]};
    const whole = worker.start('enrich', asked);
    await whole.done;
    const said = worker.about(whole.id);
    expect(said[0]).toHaveProperty('progress');
    expect(said.at(-1)).toHaveProperty('answer');
    const {id, done} = worker.start('enrich', asked);
    await worker.stop(id);
    await done;
    expect(worker.about(id).at(-1)).toEqual({id, stopped: true});
  });
});

describe('a gene', () => {
  test('has the functions that the command gives', async () => {
    const {gene, name, sets, known, predicted} = await askCommand({gene: 'P53', top: 20});
    const answer = await worker.ask('gene', {symbol: 'P53'});
    expect(answer).toMatchObject({gene, name, sets, predicted});
    expect(answer.known.map(([set, ...folded]) => ({...set, folded}))).toEqual(known);
  });

  test('that the model does not know has none predicted, and others stay as they are', async () => {
    const before = await worker.ask('gene', {symbol: 'TP53', libraries: ['wikipathways']});
    const {known, predicted, sets} = await worker.ask('gene', {symbol: 'OR4F17'});
    if (predicted.length === 0) expect([known, sets]).toEqual([[], 0]);
    expect(await worker.ask('gene', {symbol: 'TP53', libraries: ['wikipathways']})).toEqual(before);
  });

  test('must be one', async () => {
    const refused = worker.ask('gene', {symbol: 'not-a-gene'});
    await expect(refused).rejects.toThrow('gene: found unknown: not-a-gene, expected one symbol');
  });
});
