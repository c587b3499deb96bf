// Files that are taken away: no cell is a formula, no name breaks a row, and what was asked stands above.
import {describe, expect, test} from '@jest/globals';
import {createRandom} from '../../../shared/stats/random.ts';
import {fileStem, toGmt, toJson, toTsv} from '../../../web/state/export-text.ts';

const BAD = ['=1+1', '@cmd', '+A1', '-A1', '\t=1', 'a\tb', 'a\nb', 'a\rb', '\u001b[2J', '＝1'];

describe('exports', () => {
  test('the caption stands above the header', () => {
    const text = toTsv({header: ['gene', 'chance'], rows: [['TP53', 0.25]]}, ['list: 1 gene']);
    expect(text).toBe('# list: 1 gene\ngene\tchance\nTP53\t0.25\n');
  });

  test('names from strangers stay in their cell and are no formula', () => {
    const random = createRandom(1);
    for (let i = 0; i < 200; i++) {
      const name = BAD[random.int(BAD.length)] + BAD[random.int(BAD.length)];
      const caption = random.int(2) === 0 ? [name] : [];
      const lines = toTsv({header: [name, 'b'], rows: [[name, 1]]}, caption).split('\n');
      expect(lines).toHaveLength(caption.length + 3);
      for (const line of lines.slice(0, -1)) {
        expect(line.split('\t').length).toBeLessThanOrEqual(2);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left.
        expect(line).not.toMatch(/^[=+\-@＝＋－＠]|[\u0000-\u0008\u000b-\u001f]/u);
      }
      expect(toGmt([{name, genes: ['TP53']}], caption).split('\n')).toHaveLength(2);
    }
  });

  test('JSON holds the question and the numbers in full', () => {
    const value = {rows: [{symbol: '<b>', chance: 1 / 3}]};
    expect(JSON.parse(toJson(value, ['list']))).toEqual({about: ['list'], list: [], ...value});
  });

  test.each([
    ['Functions of TP53', 'functions-of-tp53'],
    ['../../etc/passwd', 'etc-passwd'],
    ['///', 'geneglot'],
  ])('%s becomes the file name %s', (name, stem) => {
    expect(fileStem(name)).toBe(stem);
  });
});
