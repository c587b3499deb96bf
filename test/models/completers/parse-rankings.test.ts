import {describe, expect, test} from '@jest/globals';
import {parseRankings} from '../../../shared/models/completers/parse-rankings.ts';

const parse = (...lines: string[]) => [...parseRankings(lines.join('\n'), 'own.tsv')];

describe('parseRankings', () => {
  test('takes columns by their header, in any order; a higher score is better', () => {
    expect(parse('Gene\tScore\tSet\tnote', 'A\t0.1\tp\tx', 'B\t1e1\tp\t', 'C\t-2\tq')).toEqual([
      ['p', ['B', 'A']],
      ['q', ['C']],
    ]);
  });

  test('a lower rank is better, with a header or without', () => {
    const lines = ['p\t10\tA', 'p\t9\tB'];
    expect(parse('prompt\trank\tgene', ...lines)).toEqual([['p', ['B', 'A']]]);
    expect(parse('# by hand', ...lines, '')).toEqual([['p', ['B', 'A']]]);
  });

  test('equal values and lines without a value keep their order; a gene counts once', () => {
    expect(parse('set\tscore\tgene', 'p\t1\tB', 'p\t1\tA', 'p\t0\tB')).toEqual([['p', ['B', 'A']]]);
    expect(parse('p\tB', 'p\tA')).toEqual([['p', ['B', 'A']]]);
  });

  test('a header is refused that does not say by what to rank, or whose genes', () => {
    expect(() => parse('prompt\tlogit\tgene', 'half:1:1\t-3\tA')).toThrow(
      'own.tsv: found the columns prompt, logit, gene; expected rank (1 is best) or score (higher is better) among them.',
    );
    expect(() => parse('prompt\trank', 'half:1:1\t1')).toThrow(
      'own.tsv: found the columns prompt, rank; expected gene among them.',
    );
    expect(parse('prompt\tgene', 'p\tB', 'p\tA')).toEqual([['p', ['B', 'A']]]);
  });

  test('without a header a gene may be called SET', () => {
    expect(parse('half:1:1\t1\tSET', 'half:1:1\t2\tA')).toEqual([['half:1:1', ['SET', 'A']]]);
  });

  test('says what is wrong and where', () => {
    expect(() => parse('PK\0\tx')).toThrow(/own\.tsv: found binary data/);
    expect(() => parse('a,b,c')).toThrow(/found 1 column and no header/);
    expect(() => parse('')).toThrow(/own\.tsv: found no line/);
    expect(() => parse('set\tscore\tgene')).toThrow(/found a header and no line/);
    expect(() => parse('p\t1\tA\tB')).toThrow(/found 4 columns and no header/);
    expect(() => parse('p\t1\tA', 'p\tmany\tB')).toThrow(
      /own\.tsv:2: found "many", expected a number/,
    );
    expect(() => parse('p\t1\tA', 'p\t\tB')).toThrow(/own\.tsv:2: found ""/);
    expect(() => parse('p\t1\tA', '\t2\tB')).toThrow(/own\.tsv:2: found no prompt or no gene/);
  });
});
