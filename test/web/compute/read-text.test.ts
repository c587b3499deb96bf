// How names in a text are read: each kind, and what is offered for those that mean nothing.
import {beforeAll, describe, expect, test} from '@jest/globals';
import {AskedWorker} from './ask-worker.ts';

let worker: AskedWorker;
beforeAll(async () => {
  worker = await AskedWorker.open();
});

async function readOne(text: string) {
  const {readings} = await worker.ask('read', {text});
  return readings[0];
}

describe('a name', () => {
  test.each([
    ['TP53', {how: 'approved', symbol: 'TP53', name: 'tumor protein p53', known: true}],
    ['tp53', {how: 'case', symbol: 'TP53'}],
    ['P53', {how: 'alias', symbol: 'TP53'}],
    ['ENSG00000141510.4', {how: 'ensembl', symbol: 'TP53'}],
    ['7157', {how: 'entrez', symbol: 'TP53'}],
    ['2-Sep', {how: 'date', symbol: 'SEPTIN2'}],
    ['TP35', {how: 'unknown', known: false, nearest: expect.arrayContaining(['TP53'])}],
    ['<b>', {how: 'unknown', nearest: []}],
  ])('%s', async (given, expected) => {
    expect(await readOne(given)).toMatchObject({given, ...expected});
  });

  test('that is ambiguous gives a choice', async () => {
    const {how, candidates, known} = await readOne('1-Mar');
    expect([how, known]).toEqual(['ambiguous', false]);
    expect(candidates).toEqual(expect.arrayContaining(['MARCHF1', 'MTARC1']));
  });
});

describe('a text', () => {
  test('is split at blanks, commas and lines; comments are left out, repeated names too', async () => {
    const {readings, known} = await worker.ask('read', {
      text: '\uFEFF# a list\r\nTP53, MDM2;TP53\tCDKN1A\r\n7157',
    });
    expect(readings.map(({given}) => given)).toEqual(['TP53', 'MDM2', 'CDKN1A', '7157']);
    expect(known).toBe(3);
  });

  test.each([
    ['', 'There is no name of a gene here.'],
    ['# nothing', 'There is no name of a gene here.'],
    ['Trp53 Cdkn1a Mdm2', '3 of 3 names are written as mouse genes (Trp53)'],
    ['FBgn1 FBgn2', 'None of the 2 names is that of a human gene.'],
  ])('%j alarms', async (text, alarm) => {
    expect((await worker.ask('read', {text})).alarm).toContain(alarm);
  });

  test('of 5,000 unknown names is read with progress and can be stopped', async () => {
    const text = Array.from({length: 5000}, (_, i) => `NOGENE${i}`).join('\n');
    const {readings, known} = await worker.ask('read', {text});
    expect([readings.length, known]).toEqual([5000, 0]);
    const {id, done} = worker.start('read', {text});
    await worker.stop(id);
    await done;
    expect(worker.about(id).at(-1)).toEqual({id, stopped: true});
  });
});
