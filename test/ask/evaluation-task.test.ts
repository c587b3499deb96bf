import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {readEvaluationTask, requirePlace} from '../../shared/ask/evaluation-task.ts';

let folder = '';
const file = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'geneglot-task-'));
  for (const name of ['new.gmt', 'old.gmt', 'own.tsv']) await writeFile(file(name), 'a\t\tb\n');
  await mkdir(file('tables'));
  for (const name of ['a.tsv', 'b.tsv']) await writeFile(join(file('tables'), name), 'a\tb\n');
});
afterAll(() => rm(folder, {recursive: true}));

const read = (more: object) =>
  readEvaluationTask({test: file('new.gmt'), protocol: [], rankings: [], ...more}, folder);

test('leaves protocols and seeds to the pipeline where none is named', async () => {
  const {files, older, asked} = await read({});
  expect([files.map(({name}) => name), older, asked]).toEqual([['new.gmt'], [], {}]);
});

test('half has the five shuffles that are published; an older version asks for additions', async () => {
  expect((await read({protocol: ['half', 'tcc']})).asked).toEqual({
    protocols: ['half', 'tcc'],
    seeds: [1, 2, 3, 4, 5],
  });
  const {older, asked} = await read({old: file('old.gmt')});
  expect([older.map(({name}) => name), asked]).toEqual([['old.gmt'], {protocols: ['additions']}]);
});

test('refuses what it cannot read, naming the option', async () => {
  const own = file('own.tsv');
  const cases: [object, RegExp][] = [
    [{protocol: ['third']}, /--protocol: found third, expected tcc, .*half, additions/],
    [{protocol: ['additions']}, /expected an older version of the sets, --old FILE/],
    [{old: file('none.gmt')}, /--old: found no file/],
    [{rankings: [own]}, /--rankings: found .*own\.tsv, expected NAME=FILE/],
    [{rankings: [`gsfm=${file('none.tsv')}`]}, /--rankings: found no file/],
    [{rankings: [`gsfm=${own}`, `gsfm=${own}`]}, /found the name gsfm again/],
    [{rankings: [`chance=${own}`]}, /found the name chance again/],
    [
      {rankings: [`own=${file('tables')}`]},
      /found 2 files for own \(a\.tsv and others\), expected one/,
    ],
  ];
  for (const [options, message] of cases) await expect(read(options)).rejects.toThrow(message);
  const {rankings} = await read({rankings: [`gsfm-2=${own}`]});
  expect(rankings).toMatchObject([{method: 'gsfm-2', file: {name: 'own.tsv'}}]);
});

test('says before anything is scored where the outcome cannot be written', () => {
  requirePlace({out: folder});
  requirePlace({out: file('to come')});
  requirePlace({out: file('own.tsv'), writePrompts: file('old.gmt')});
  expect(() => requirePlace({out: file('own.tsv')})).toThrow(
    /^--out: found the file .*own\.tsv, expected a folder/,
  );
  expect(() => requirePlace({out: folder, writePrompts: folder})).toThrow(
    /^--write-prompts: found the folder .*, expected a file\n.*prompts\.gmt/,
  );
});
