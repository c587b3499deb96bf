// Dropped files: lists, GMT files and tables of every spelling, and a sentence for what is none of these.
import {readFileSync} from 'node:fs';
import {gzipSync} from 'node:zlib';
import {beforeAll, describe, expect, test} from '@jest/globals';
import type {Parsed, ParsedSets, ParsedTable} from '../../../../web/protocol.ts';
import {AskedWorker, OWN_FILE} from '../ask-worker.ts';

let worker: AskedWorker;
beforeAll(async () => {
  worker = await AskedWorker.open();
});

type Content = string | Uint8Array;

function parse(name: string, content: Content): Promise<Parsed> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return worker.ask('parse', {name, bytes: new Uint8Array(bytes).buffer});
}

function utf16(text: string, {mark, big}: {mark: boolean; big: boolean}): Uint8Array {
  const bytes = new Uint8Array(Buffer.from((mark ? '\uFEFF' : '') + text, 'utf16le'));
  return big ? new Uint8Array(Buffer.from(bytes).swap16()) : bytes;
}

const LIST = 'TP53\nMDM2\nCDKN1A\n';
const GMT = 'first set\tx\tTP53\tMDM2\n<b>second</b>\t\tCDKN1A\tATM\tBAX\nthird\t\tGAPDH\n';
const TABLE =
  'gene,log2FC,padj,note\nTP53,1.5,1e-5,"first, best"\nMDM2,-2,0.2,\nCDKN1A,NA,0.01,"a ""b"""\n';

describe('a list', () => {
  test.each<[string, Content]>([
    ['plain', LIST],
    ['with CR', LIST.replaceAll('\n', '\r')],
    ['with CRLF', LIST.replaceAll('\n', '\r\n')],
    ['with a mark', `\uFEFF${LIST}`],
    ['with comments and quotes', `# mine\n"TP53", "MDM2";\n'CDKN1A'`],
    ['with a comment above commas and semicolons', '# my list\nTP53, MDM2; CDKN1A'],
    ['with a comment that has commas', '# mine, of 2020\nTP53, MDM2\nCDKN1A, TP53'],
    ['parted by commas and semicolons', 'TP53, MDM2; CDKN1A\nCDKN1A, TP53; MDM2\n'],
    ['in one line', 'TP53, MDM2, CDKN1A'],
    ['in rows', 'TP53,MDM2\nCDKN1A,TP53\n'],
    ['UTF-16', utf16(LIST, {mark: true, big: false})],
    ['UTF-16 BE', utf16(LIST, {mark: true, big: true})],
    ['UTF-16 without a mark', utf16(LIST, {mark: false, big: false})],
    ['gzip', gzipSync(LIST)],
  ])('%s', async (_, content) => {
    const parsed = await parse('genes.txt', content);
    expect(parsed).toMatchObject({kind: 'list', names: ['TP53', 'MDM2', 'CDKN1A']});
  });

  test('says how an odd file was read', async () => {
    const notesOf = async (content: Content) => (await parse('genes.txt', content)).notes;
    expect(await notesOf(LIST)).toEqual([]);
    expect(await notesOf(LIST.replaceAll('\n', '\r'))).toEqual([
      'genes.txt: its lines end as on old Macs (CR); read as lines',
    ]);
    expect(await notesOf(utf16(LIST, {mark: false, big: true}))).toEqual([
      'genes.txt: read as UTF-16BE',
    ]);
    const latin = Uint8Array.from(`TP53 caf\xe9\nMDM2`, letter => letter.charCodeAt(0));
    const parsed = await parse('genes.txt', latin);
    expect(parsed).toMatchObject({kind: 'list', names: ['TP53', 'café', 'MDM2']});
    expect(parsed.notes).toEqual(['genes.txt: is no UTF-8; read as Windows-1252 (Latin-1)']);
  });
});

describe('a GMT file', () => {
  test.each<[string, Content]>([
    ['sets.gmt', GMT],
    ['sets.gmt.gz', gzipSync(GMT)],
    ['sets.txt', GMT],
    ['sets.gmt', GMT.replaceAll('\n', '\r')],
    ['sets.gmt', utf16(GMT, {mark: true, big: false})],
  ])('%s', async (name, content) => {
    const parsed = (await parse(name, content)) as ParsedSets;
    expect(parsed).toMatchObject({kind: 'gmt', library: 'sets'});
    expect(parsed.sets).toEqual([
      {name: 'first set', genes: ['TP53', 'MDM2']},
      {name: '<b>second</b>', genes: ['CDKN1A', 'ATM', 'BAX']},
      {name: 'third', genes: ['GAPDH']},
    ]);
  });

  test('with a broken line keeps the others and names the line', async () => {
    const broken = GMT.replace('third', 'broken TP53 MDM2\nthird');
    const parsed = await parse('sets.gmt', broken);
    expect(parsed).toMatchObject({kind: 'gmt', sets: {length: 3}});
    expect(parsed.notes).toEqual([
      'sets.gmt:3: found no tab (broken TP53 MDM2); expected GMT: name, description and genes, separated by tabs. Use tabs, not spaces. The line is left out.',
    ]);
  });

  test('without any set is refused', async () => {
    await expect(parse('sets.gmt', 'TP53\nMDM2\n')).rejects.toThrow(
      /^sets\.gmt: found one word a line, such as TP53 .*; expected GMT: .*\.$/,
    );
  });
});

describe('a table', () => {
  test.each<[string, Content]>([
    ['commas', TABLE],
    ['tabs', TABLE.replace('"first, best"', 'first best').replaceAll(',', '\t')],
    ['semicolons', TABLE.replace('"first, best"', 'first best').replaceAll(',', ';')],
    ['CR', TABLE.replaceAll('\n', '\r')],
    ['gzip', gzipSync(TABLE)],
    ['UTF-16', utf16(TABLE, {mark: true, big: true})],
    ['decimal commas', 'gene;log2FC;padj;note\nTP53;1,5;1e-5;a\nMDM2;-2;0,2;\nCDKN1A;NA;0,01;b\n'],
    [
      'a header as R writes it',
      'log2FC\tpadj\tnote\nTP53\t1.5\t1e-5\tx\nMDM2\t-2\t0.2\ty\nCDKN1A\tNA\t0.01\tz\n',
    ],
  ])('%s', async (_, content) => {
    const parsed = (await parse('results.csv', content)) as ParsedTable;
    expect(parsed.kind).toBe('table');
    expect(parsed.columns).toMatchObject([
      {looksLikeGenes: true, numeric: false, examples: ['TP53', 'MDM2', 'CDKN1A']},
      {name: 'log2FC', looksLikeGenes: false, numeric: true, min: -2, max: 1.5},
      {name: 'padj', numeric: true, min: 1e-5, max: 0.2},
      {name: 'note', looksLikeGenes: false, numeric: false},
    ]);
    expect(parsed.rows.map(row => row.length)).toEqual([4, 4, 4]);
    expect(Number(parsed.rows[1][2])).toBe(0.2);
    expect(parsed).not.toHaveProperty('alarm');
  });

  test('quotes hold separators, quotes and lines', async () => {
    const {rows} = (await parse('a.csv', TABLE)) as ParsedTable;
    expect(rows.map(row => row[3])).toEqual(['first, best', '', 'a "b"']);
    const lines = 'gene,p,note\nTP53,1,"a\nb"\nMDM2,2,c\n';
    expect(((await parse('a.csv', lines)) as ParsedTable).rows[0]).toEqual(['TP53', '1', 'a\nb']);
  });

  test('ids in numbers are genes where the column says so', async () => {
    const ids = (await parse('a.csv', 'entrez,count\n7157,1\n4193,2\n')) as ParsedTable;
    expect(ids.columns.map(({looksLikeGenes}) => looksLikeGenes)).toEqual([true, false]);
  });

  test('without a column of genes says so', async () => {
    const parsed = (await parse('a.csv', 'sample,age\none-a,1\ntwo-b,2\n')) as ParsedTable;
    expect(parsed.alarm).toBe(
      'a.csv: found no column of genes among sample, age, expected symbols, Ensembl or NCBI Gene ids of human genes. Choose a column, or add one.',
    );
  });

  test('of 100,000 rows is read with progress and can be stopped', async () => {
    const rows = Array.from({length: 100_000}, (_, i) => `TP53,${i},"x"`).join('\n');
    const bytes = new TextEncoder().encode(`gene,p,note\n${rows}`).buffer;
    const {id, done} = worker.start('parse', {name: 'a.csv', bytes});
    await new Promise(resolve => setTimeout(resolve, 60));
    await worker.stop(id);
    await done;
    expect(worker.about(id).at(-1)).toEqual({id, stopped: true});
    expect(((await parse('a.csv', new Uint8Array(bytes))) as ParsedTable).rows).toHaveLength(
      100_000,
    );
  });
});

describe('what is none of these', () => {
  test.each<[string, Content, string]>([
    ['none.txt', '', 'none.txt: found no text, expected a list of genes, a GMT file or a table'],
    ['a.txt', ' \r\n ', 'a.txt: found no text'],
    ['a.xlsx', 'PK\x03\x04rest', 'a.xlsx: found an Excel workbook or a zip archive'],
    ['a.pdf', '%PDF-1.7', 'a.pdf: found a PDF'],
    ['a.html', '<!DOCTYPE html><p>TP53', 'a.html: found a web page or XML'],
    ['a.bin', new Uint8Array([7, 0, 1, 0, 0, 0, 3, 9]), 'a.bin: found binary data'],
    ['a.gz', gzipSync(LIST.repeat(999)).subarray(0, 30), 'a.gz: found gzip data that is damaged'],
    ['fly.txt', 'fly-1 fly-2', 'fly.txt: found no gene among 2 words such as fly-1, fly-2'],
    ['<b>.txt', '<img src=x onerror=alert(1)>', '<b>.txt: found no gene among'],
  ])('%s', async (name, content, sentence) => {
    await expect(parse(name, content)).rejects.toThrow(sentence);
  });

  test('a model file', async () => {
    const asked = parse('own.geneglot', readFileSync(OWN_FILE));
    await expect(asked).rejects.toThrow('found a model file, expected a list of genes');
  });
});

describe('sets as strangers write them', () => {
  const CASES = new URL('../../../genes/sets/cases/', import.meta.url);
  const readCase = async (file: string) =>
    (await parse(file, new Uint8Array(readFileSync(new URL(file, CASES))))) as ParsedSets & {
      notes: string[];
    };

  test.each(['g02-no-description.gmt', 'g04.gmx', 'g07-utf16.gmt', 'g20b-two-columns.gmt'])(
    '%s holds the sets of a plain file',
    async file => {
      const {sets, notes} = await readCase(file);
      expect(sets).toEqual((await readCase('g14a-comment.gmt')).sets);
      expect(notes.length).toBeGreaterThan(0);
    },
  );

  test('mouse symbols are warned of', async () => {
    expect((await readCase('g22-mouse.gmt')).notes.join()).toContain('written as mouse genes');
  });
});
