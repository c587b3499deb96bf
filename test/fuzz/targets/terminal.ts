// Text of any kind on its way to a terminal, a JSON reader or a spreadsheet: nothing in it is obeyed, and rows stay rows.

import type {Random} from '../../../shared/stats/random.ts';
import {tsvLine} from '../../../shared/text/tsv-line.ts';
import {visibleJson, visibleText} from '../../../shared/text/visible-text.ts';
import type {FuzzTarget} from '../fuzz-target.ts';
import {pick} from '../mutate.ts';

const HIDDEN = /(?![\n\t])[\p{Cc}\p{Bidi_Control}]/u;
const PIECES = [
  ...[
    '\u001b[2J',
    '\u001b]0;x\u0007',
    '\u001b]52;c;eA==\u001b\\',
    '\u001bPq\u001b\\',
    '\u009b31m',
    '\u009d0;x\u009c',
  ],
  ...[
    '\u0000',
    '\b',
    '\r',
    '\r\n',
    '\u007f',
    '\u0085',
    '\u202e',
    '\u2066',
    '\u200f',
    '\n',
    '\t',
    'TP53',
    'é',
    '👩‍🔬',
  ],
  ...['=1+1', '+1', '-1.5', '@a', "'", '"', '\\', '\ud800', '\udc00', '＝1', ' '],
];

function randomText(random: Random): string {
  const parts = Array.from({length: random.int(12)}, () =>
    random.int(4) === 0 ? String.fromCharCode(random.int(2 ** 16)) : pick(PIECES, random),
  );
  return parts.join('');
}

export const target: FuzzTarget = {
  ciTries: 200,
  async tryOnce(random) {
    const text = randomText(random);
    const shown = visibleText(text);
    if (HIDDEN.test(shown)) return `a control character got through: ${JSON.stringify(shown)}`;
    if (visibleText(shown) !== shown)
      return `what is visible changes again: ${JSON.stringify(text)}`;
    const json = visibleJson({[text]: [text]});
    if (HIDDEN.test(json)) return `JSON holds a control character: ${json}`;
    if (JSON.parse(json)[text]?.[0] !== text) return `JSON says something else: ${json}`;
    const cells = Array.from({length: 1 + random.int(4)}, () => randomText(random));
    const row = tsvLine(cells);
    if (row.includes('\n') || row.split('\t').length !== cells.length) return `a row broke: ${row}`;
    const odd = row.split('\t').find(cell => /^\s*[=+\-@＝＋－＠]/.test(cell) && !isNumber(cell));
    return odd === undefined ? undefined : `a cell may be a formula: ${JSON.stringify(odd)}`;
  },
};

function isNumber(cell: string): boolean {
  return Number.isFinite(Number(cell));
}
