// Pictures that are taken away: a file of their own, whatever the names in them.
import {describe, expect, test} from '@jest/globals';
import {createRandom} from '../../../shared/stats/random.ts';
import {captionSvg} from '../../../web/state/caption-svg.ts';
import {matrixSheet, matrixSvg} from '../../../web/state/matrix-svg.ts';

const BAD = ['<script>x</script>', '&amp;', '"', "'", '\u0000\u001b[2J', '𝛼'.repeat(90), ' ', 'a'];

function matrixOf(name: string) {
  const sets = [1, 2, 3].map(size => ({name: `${name}${size}`, library: name, size, shared: 1}));
  const cells = [
    [1, 0, 1],
    [0, 1, 0],
  ];
  return {genes: ['TP53', name], sets, cells};
}

describe('pictures', () => {
  test('names of strangers are text in them', () => {
    const random = createRandom(1);
    for (let i = 0; i < 100; i++) {
      const name = Array.from({length: 4}, () => BAD[random.int(BAD.length)]).join('');
      const svg = captionSvg(matrixSvg(matrixOf(name)), [name, `list: ${name}`]);
      const markup = svg.replace(/>[^<]*</g, '><');
      expect(markup).not.toMatch(/<(?!\/?(svg|g|rect|text)\b)/);
      expect(svg).not.toMatch(/&(?!amp;|lt;|gt;|quot;|#39;)/);
      expect(svg.isWellFormed()).toBe(true);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: XML allows none of them.
      expect(svg).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
    }
  });

  test('the caption stands below the picture, in lines as wide as it', () => {
    const picture = '<svg width="300" height="100"></svg>';
    const svg = captionSvg(picture, ['word '.repeat(40), 'end']);
    const heights = Array.from(svg.matchAll(/<text x="10" y="(\d+)"/g), ([, y]) => Number(y));
    expect(heights.length).toBeGreaterThan(4);
    expect(Math.min(...heights)).toBeGreaterThan(100);
    expect(Number(/height="(\d+)"/.exec(svg)?.[1])).toBeGreaterThan(Math.max(...heights));
  });

  test('the matrix as a sheet has a row for each gene and a column for each set', () => {
    expect(matrixSheet(matrixOf('s'))).toEqual({
      header: ['gene', 's1', 's2', 's3'],
      rows: [
        ['TP53', 1, 0, 1],
        ['s', 0, 1, 0],
      ],
    });
  });
});
