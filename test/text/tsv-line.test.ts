import {expect, test} from '@jest/globals';
import {tsvLine} from '../../shared/text/tsv-line.ts';

test('joins cells by tabs; numbers and empty cells stay as they are', () => {
  expect(tsvLine(['set', 1, -1.5, 2e-7, undefined, ''])).toBe('set\t1\t-1.5\t2e-7\t\t');
});

test('marks what a spreadsheet would take for a formula as text', () => {
  expect(tsvLine(['=HYPERLINK("http://x","y")'])).toBe(`'=HYPERLINK("http://x","y")`);
  for (const text of ['+1+1|cmd', '-2+3', '@SUM(A1)', ' =1+1', '\t=1+1', '\r=1+1', '＝1+1']) {
    expect(tsvLine([text])).toBe(`'${text.replace(/[\t\r]/, ' ')}`);
  }
});

test('leaves a text that is a number, and formulas inside a text, as they are', () => {
  expect(tsvLine(['-1.5', '+2', 'a=b', 'HLA-A', '2-3'])).toBe('-1.5\t+2\ta=b\tHLA-A\t2-3');
});

test('breaks no row, whatever stands in a cell', () => {
  expect(tsvLine(['a\tb\r\nc', 'd\u001b[2J'])).toBe('a b c\td␛[2J');
});
