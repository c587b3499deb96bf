// Damaged tables of approved symbols: read, or refused with the file's name.
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {readSymbolTable} from '../../../shared/formats/symbol-table.ts';
import {SymbolResolver} from '../../../shared/genes/symbols/resolve-symbol.ts';
import type {FuzzTarget} from '../fuzz-target.ts';
import {judgeRefusal} from '../judge-refusal.ts';
import {mutateBytes} from '../mutate.ts';

const COLUMNS = [
  ...['hgnc_id', 'symbol', 'name', 'locus_group', 'alias_symbol', 'prev_symbol'],
  ...['entrez_id', 'ensembl_gene_id', 'status'],
];
const ROWS = Array.from({length: 30}, (_, i) => [
  ...[`HGNC:${i}`, `GENE${i}`, `gene ${i}`, 'protein-coding gene', `"ALIAS${i}|OTHER${i}"`],
  ...[`OLD${i}`, String(100 + i), `ENSG${String(i).padStart(11, '0')}`, 'Approved'],
]);
const GOOD = Buffer.from([COLUMNS, ...ROWS].map(row => `${row.join('\t')}\n`).join(''));

export const target: FuzzTarget = {
  ciTries: 40,
  async tryOnce(random, scratch) {
    const path = join(scratch, 'damaged.tsv');
    const packed = random.int(2) === 0;
    await writeFile(path, mutateBytes(packed ? gzipSync(GOOD) : GOOD, random));
    try {
      new SymbolResolver(await readSymbolTable(path)).resolve('ALIAS3');
      return undefined;
    } catch (error) {
      return judgeRefusal(error, path);
    }
  },
};
