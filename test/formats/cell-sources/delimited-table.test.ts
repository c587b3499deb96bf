import {writeFileSync} from 'node:fs';
import {expect, test} from '@jest/globals';
import {readTable} from '../../../shared/formats/cell-sources/delimited-table.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import {scratchFolder} from '../scratch-folder.ts';

const file = scratchFolder();
const WORDS = ['B cell', 'T "helper"', 'a,b', 'γδ', 'CD8+', '5', 'x;y', 'n/a'];

test('tables of any delimiter, quotes, ends of lines and encoding are read to equal fields', async () => {
  const random = createRandom(11);
  const path = file('table.txt');
  for (let i = 0; i < 200; i++) {
    const width = 2 + random.int(3);
    const rows = Array.from({length: 2 + random.int(5)}, () =>
      Array.from({length: width}, () => WORDS[random.int(WORDS.length)]),
    );
    const header = Array.from({length: width}, (_, column) => `column${column}`);
    const delimiter = ['\t', ',', ';', ' '][random.int(4)];
    const quote = (field: string) => `"${field.replaceAll('"', random.int(2) ? '""' : '\\"')}"`;
    const end = ['\n', '\r\n', '\r'][random.int(3)];
    const lines = [header, ...rows].map(row => row.map(quote).join(delimiter));
    const text = lines.join(end) + (random.int(2) ? end : '');
    const isWide = random.int(2) === 0;
    writeFileSync(path, isWide ? Buffer.from(`\ufeff${text}`, 'utf16le') : text);
    expect((await readTable(path)).rows).toEqual([header, ...rows]);
  }
});

test('letters of Windows are read where bytes are no UTF-8', async () => {
  writeFileSync(file('latin.txt'), Buffer.from('cell\ttype\nA\tM\u00fcller glia\n', 'latin1'));
  expect((await readTable(file('latin.txt'))).rows[1]).toEqual(['A', 'M\u00fcller glia']);
});
