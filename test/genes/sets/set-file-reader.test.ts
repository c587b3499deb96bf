// Every file of cases/, and random ones of each kind, read by the reader that import, commands and workbench share.
import {readdirSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {describe, expect, test} from '@jest/globals';
import {readBytes} from '../../../shared/formats/text-file.ts';
import {SetFileReader} from '../../../shared/genes/sets/set-file-reader.ts';
import {SymbolResolver} from '../../../shared/genes/symbols/resolve-symbol.ts';
import {SymbolInterner} from '../../../shared/genes/symbols/symbol-interner.ts';
import {parseSymbolTable} from '../../../shared/genes/symbols/symbol-table.ts';
import {createRandom} from '../../../shared/stats/random.ts';

const CASES = join(import.meta.dirname, 'cases');
const TABLE = resolve(import.meta.dirname, '../../../data/genes/human-genes.tsv.gz');
const resolver = new SymbolResolver(
  parseSymbolTable(gunzipSync(readFileSync(TABLE)).toString(), 'human-genes.tsv'),
);

function collect(file: string) {
  const interner = new SymbolInterner();
  const sets: {name: string; description: string; genes: string[]}[] = [];
  const reader = new SetFileReader(file, interner, ({name, description, genes}) => {
    const symbols = Array.from(genes, gene => interner.textOf(gene));
    sets.push({name, description, genes: symbols});
  });
  return {reader, sets};
}

async function readCase(file: string) {
  const {reader, sets} = collect(file);
  for await (const bytes of readBytes(join(CASES, file))) reader.push(bytes);
  reader.end();
  const found = Object.entries(reader.oddities).filter(([, count]) => count > 0);
  return {sets, odd: Object.fromEntries(found)};
}

function readText(content: string | Uint8Array, {file = 'x.gmt', piece = 1 << 20} = {}) {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const {reader, sets} = collect(file);
  for (let at = 0; at < bytes.length; at += piece) reader.push(bytes.subarray(at, at + piece));
  reader.end();
  return {sets, oddities: reader.oddities};
}

const symbolsOf = (genes: readonly string[]) =>
  genes.map(gene => resolver.resolve(gene).symbol ?? `${gene}?`);

describe('the cases', () => {
  /** What a plain file of the same sets holds. */
  const plain = async () => (await readCase('g14a-comment.gmt')).sets;

  test.each<[string, Record<string, number>]>([
    ['g01a-nan-padded.gmt', {missingMarks: 30}],
    ['g04-gmx-named.gmt', {turnedFiles: 1}],
    ['g04.gmx', {turnedFiles: 1}],
    ['g05b-quoted-name.gmt', {}],
    ['g06-mac-line-ends.gmt', {macFiles: 1}],
    ['g07-utf16.gmt', {wideFiles: 1}],
    ['g08-entrez-floats.gmt', {}],
    ['g11a-bgzip.gmt.gz', {}],
    ['g11b-bgzip-trailing-zeros.gmt.gz', {}],
    ['g14a-comment.gmt', {comments: 1}],
    ['g19-comma-list.gmt', {joinedGenes: 5}],
    ['g20b-two-columns.gmt', {longFiles: 1}],
    ['g22-mouse.gmt', {}],
  ])('%s holds the five sets', async (file, odd) => {
    const {sets, odd: found} = await readCase(file);
    expect(found).toEqual(odd);
    expect(sets.map(({genes}) => symbolsOf(genes))).toEqual(
      (await plain()).map(({genes}) => genes),
    );
    const names = sets.map(({name}) => name.replace(', of 5', ''));
    expect(names).toEqual(['SET_0', 'SET_1', 'SET_2', 'SET_3', 'SET_4']);
  });

  test.each<[string, RegExp]>([
    ['g11c-gz-last-member-cut.gmt.gz', /cut\.gmt\.gz: the gzip data is damaged or cut short/],
    ['g21a.json.gmt', /g21a\.json\.gmt: found JSON; expected GMT/],
    ['g21c.grp', /g21c\.grp: found one word a line, such as TP53 \(a list, or GRP\)/],
  ])('%s is refused', async (file, message) => {
    await expect(readCase(file)).rejects.toThrow(message);
  });

  test('dates resolve, days counted from 1900 are skipped', async () => {
    const {sets, odd} = await readCase('g09-dates.gmt');
    expect(odd).toEqual({numbers: 2});
    const read = sets[0].genes.map(gene => [gene, resolver.resolve(gene)] as const);
    const ofSeptember = read.filter(([, {symbol}]) => symbol === 'SEPTIN2');
    expect(ofSeptember).toHaveLength(15);
    expect(Object.fromEntries(read.filter(([, {symbol}]) => symbol !== 'SEPTIN2'))).toMatchObject({
      '1-Mär': {how: 'ambiguous', candidates: ['MARCHF1', 'MTARC1']},
      '1-Mrz': {how: 'ambiguous', candidates: ['MARCHF1', 'MTARC1']},
      '1-Dez': {symbol: 'DELEC1'},
      '3-Mars': {symbol: 'MARCHF3'},
      '4-Oct': {how: 'ambiguous', candidates: ['POU5F1', 'POU5F1P3', 'POU5F1P4']},
      '1-Nov': {symbol: 'C11orf40'},
      '1-Apr': {symbol: 'MAGEH1'},
      'Feb-01': {how: 'unknown'},
      'Jun-01': {how: 'unknown'},
      '7-SEP': {symbol: 'SEPTIN7'},
    });
  });

  test('odd ids resolve, marks and numbers are skipped', async () => {
    const {sets, odd} = await readCase('g10-odd-ids.gmt');
    expect(odd).toMatchObject({missingMarks: 19, numbers: 3});
    const genes = sets[0].genes;
    expect(genes).not.toEqual(expect.arrayContaining(['NA']));
    const resolved = new Set(genes.map(gene => resolver.resolve(gene).symbol));
    resolved.delete(null);
    expect([...resolved].sort()).toEqual(
      ['GTPBP6', 'HLA-A', 'MDM2', 'PLCXD1', 'SET', 'TBXT', 'TP53'].filter(symbol =>
        resolved.has(symbol),
      ),
    );
    for (const wrong of ['SCN11A', 'XK', 'CBLIF', 'A1BG']) expect(resolved).not.toContain(wrong);
    expect(resolver.resolve('ENSG00000182378.15_PAR_Y').symbol).toBe('PLCXD1');
    expect(resolver.resolve('ENSGR0000182378').symbol).toBe('PLCXD1');
  });

  test('are all named here', () => {
    const source = readFileSync(join(import.meta.dirname, 'set-file-reader.test.ts'), 'utf8');
    const elsewhere = ['g02-no-description.gmt', 'g11d-gz-missing-members.gmt.gz'];
    for (const file of readdirSync(CASES)) expect(source + elsewhere.join()).toContain(file);
  });
});

describe('random files', () => {
  const random = createRandom(19);
  const pick = <T>(list: readonly T[]) => list[random.int(list.length)];
  const drawSets = () =>
    Array.from({length: 2 + random.int(6)}, (_, set) => ({
      name: `set ${set}${pick(['', ' ä', ', "b"'])}`,
      genes: Array.from({length: 3 + random.int(20)}, (_, gene) => `G${set}X${gene}`),
    }));
  const quote = (name: string) => (/[",]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name);
  const toGmt = (sets: ReturnType<typeof drawSets>, field: () => string[] = () => []) =>
    `${sets.map(({name, genes}) => [quote(name), 'about', ...genes.flatMap(gene => [gene, ...field()])].join('\t')).join('\n')}\n`;
  const bare = (sets: {name: string; genes: string[]}[]) =>
    sets.map(({name, genes}) => ({name, genes}));

  test('marks, numbers and blanks between genes are skipped', () => {
    const marks = [
      'nan',
      'NaN',
      'NA',
      'n/a',
      '#N/A',
      '<NA>',
      'None',
      'NULL',
      'inf',
      '-Inf',
      '-',
      '.',
    ];
    const others = [
      '?',
      '',
      ' ',
      '0',
      '1',
      '7157',
      '0.05',
      '-2',
      '1e-05',
      '1.5E+10',
      '44076',
      'TRUE',
    ];
    for (let i = 0; i < 200; i++) {
      const sets = drawSets();
      const text = toGmt(sets, () => (random.int(3) === 0 ? [pick([...marks, ...others])] : []));
      expect(bare(readText(text).sets)).toEqual(sets);
    }
  });

  test('encodings and ends of lines make no difference, whatever the pieces', () => {
    for (let i = 0; i < 100; i++) {
      const sets = drawSets();
      const text = toGmt(sets).replaceAll('\n', pick(['\n', '\r\n', '\r', '\n\n']));
      const mark = pick(['', '\uFEFF']);
      const wide = new Uint8Array(Buffer.from(mark + text, 'utf16le'));
      const bytes = pick([
        new Uint8Array(Buffer.from(mark + text)),
        new Uint8Array(Buffer.from(text, 'latin1')),
        wide,
        new Uint8Array(Buffer.from(wide).swap16()),
      ]);
      expect(bare(readText(bytes, {piece: 1 + random.int(2000)}).sets)).toEqual(sets);
    }
  });

  test('columns and rows of sets are turned', () => {
    for (let i = 0; i < 100; i++) {
      const sets = drawSets();
      const height = Math.max(...sets.map(({genes}) => genes.length));
      const rows = Array.from({length: height}, (_, row) =>
        sets.map(({genes}) => genes[row] ?? pick(['', 'na', 'NA'])).join('\t'),
      );
      const heads = [sets.map(({name}) => quote(name)), sets.map(() => pick(['na', 'NA']))];
      const gmx = [...heads.map(head => head.join('\t')), ...rows].join('\n');
      expect(bare(readText(gmx).sets)).toEqual(sets);
      const turn = random.int(2) === 0;
      const pairs = sets.flatMap(({name, genes}) => genes.map(gene => [quote(name), gene]));
      const header = pick([[], [['term', 'gene']]]);
      const long = [...header, ...pairs].map(row => (turn ? row.toReversed() : row).join('\t'));
      expect(bare(readText(`${long.join('\n')}\n`).sets)).toEqual(sets);
    }
  });

  test('numbers among themselves are ids', () => {
    const {sets, oddities} = readText('a\t\t7157\t4193.0\t0\tnan\nb\t\tTP53\tMDM2\t7157\t1\n');
    expect(sets.map(({genes}) => genes)).toEqual([
      ['7157', '4193.0'],
      ['TP53', 'MDM2'],
    ]);
    expect(oddities).toMatchObject({missingMarks: 1, numbers: 3});
  });
});
