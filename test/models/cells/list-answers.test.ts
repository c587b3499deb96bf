import {describe, expect, test} from '@jest/globals';
import type {StoredPromptRow} from '../../../shared/formats/cells/prompt-table.ts';
import {listAnswers} from '../../../shared/models/cells/list-answers.ts';

const rows = [
  {split: 'training', type: 'T cell', response: 'T cell.'},
  {split: 'training', type: 'B cell', response: 'B cell.'},
  {split: 'training', type: 'T cell', response: 'T cell.'},
  {split: 'training', type: 'unknown to the vocabulary', response: ''},
  {split: 'training', type: null, response: 'none.'},
  {split: 'test', type: 'platelet', response: 'platelet.'},
] as StoredPromptRow[];

/** One token a letter. */
const response = (row: {response: string}) => Int32Array.from(row.response, c => c.charCodeAt(0));

describe('answers to choose among', () => {
  test('are the types of training cells, in ascending order', () => {
    const {types, candidates} = listAnswers(rows, {kind: 'text', response, endToken: 0});
    expect(types).toEqual(['B cell', 'T cell']);
    expect(candidates.map(tokens => String.fromCharCode(...tokens))).toEqual([
      'B cell.\0',
      'T cell.\0',
    ]);
  });

  test('of one word each have no end, which a model of genes cannot weigh', () => {
    const words = {kind: 'words' as const, endToken: 0};
    const oneWord = (row: {response: string}) =>
      Int32Array.from(row.response ? [row.response.charCodeAt(0)] : []);
    const {candidates} = listAnswers(rows, {...words, response: oneWord});
    expect(candidates).toEqual([Int32Array.of(66), Int32Array.of(84)]);
  });
});
